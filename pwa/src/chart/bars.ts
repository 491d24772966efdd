// Lying bars with ECharts, loaded only by pages that show a chart: `const { showBars } = await import("../chart/bars.ts")`.
// Colours and letters are those of the page; series differ by pattern too, so that colour alone says nothing.
import { BarChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

const GAP = 10;
const AROUND = 5;
const COLOURS = ["--action", "--soon", "--edge", "--ink"];
const NAME_SHARE = 0.34;

/** Bars of every series for every row, the first row on top; values up to 100. Answers what draws them again. */
export function showBars(frame: HTMLElement, rows: readonly string[], series: readonly Series[]): () => void {
  frame.style.height = "1rem"; // ECharts measures its frame at once
  const chart = init(frame);
  return function draw(): void {
    const style = getComputedStyle(frame);
    const token = (name: string): string => style.getPropertyValue(name).trim();
    const size = parseFloat(style.fontSize);
    const words = { color: token("--ink"), fontFamily: style.fontFamily, fontSize: size };
    const names = frame.clientWidth * NAME_SHARE;
    const several = series.length > 1;
    frame.style.height = `${rows.length * (series.length * size * 1.15 + GAP) + size * AROUND}px`;
    chart.resize();
    chart.setOption({
      animation: false,
      aria: { enabled: true, label: { enabled: false }, decal: { show: several } },
      color: COLOURS.map(token),
      textStyle: words,
      legend: { show: several, top: 0, left: 0, textStyle: words },
      tooltip: { trigger: "axis", confine: true, renderMode: "richText", axisPointer: { type: "shadow" } },
      grid: { top: size * 2.5, right: size * 3.5, bottom: size * 2, left: names },
      xAxis: { type: "value", min: 0, max: 100, axisLabel: words, splitLine: { lineStyle: { color: token("--line") } } },
      yAxis: {
        type: "category",
        inverse: true,
        data: [...rows],
        axisLabel: { ...words, width: names - size, overflow: "truncate" },
      },
      series: series.map((one) => ({
        type: "bar" as const,
        name: one.name,
        data: [...one.values],
        label: { show: true, position: "right" as const, color: words.color, fontSize: size * 0.85 },
      })),
    });
  };
}
