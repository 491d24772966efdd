// The office pages' script. Every page works without it; it adds keys, keeps typed words, and saves page loads.
import { listenForAlarms } from "./desk/alarm.ts";
import { drawBoxes } from "./desk/blur.ts";
import { countPicked, runBulk } from "./desk/bulk.ts";
import { drawCharts } from "./desk/chart.ts";
import { findDoors } from "./desk/doors.ts";
import { keepWords, restoreWords } from "./desk/drafts.ts";
import { copyButtons, guardTwice, showRefusal } from "./desk/forms.ts";
import { listenToKeys, nameKeys } from "./desk/keys.ts";
import { drawMap } from "./desk/map.ts";
import { keepPlace, refreshGently } from "./desk/list.ts";
import { openBeside } from "./desk/pane.ts";
import { previewFiles, viewPhotos } from "./desk/photos.ts";
import { runRings } from "./desk/ring.ts";
import { drawRounds } from "./desk/rounds.ts";

function dress(root: ParentNode): void {
  nameKeys(root);
  restoreWords(root);
  copyButtons(root);
  showRefusal(root);
}

keepWords();
guardTwice();
listenToKeys();
previewFiles();
viewPhotos();
runRings();
countPicked();
runBulk();
listenForAlarms();
drawBoxes();
drawCharts();
findDoors();
drawMap();
drawRounds();
keepPlace();
openBeside(dress);
refreshGently();
dress(document);
