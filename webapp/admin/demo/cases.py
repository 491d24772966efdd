"""What people brought in the last three weeks, and how far each case has come. All of it is invented."""

from dataclasses import dataclass

from webapp.admin.demo.classes import CLASSES

TILES = frozenset(row.code for row in CLASSES if row.icon)
FOUND_BY_STAFF = frozenset({"patrol", "self_handled"})


@dataclass(frozen=True)
class Case:
    """A report and its road. `road_to` is a name of story.ROADS; `note` and `words` are what is said on it."""

    hours_ago: float
    door: str
    klass: str
    road_to: str
    text: str
    words: str = ""
    note: str = ""
    scene: str = ""
    meeting: str = ""
    phone: str = ""
    unit: str = ""
    assigned: str = ""
    confidential: bool = False
    road: str = "resident"
    by: str = ""
    joins: str = ""
    key: str = ""

    @property
    def category(self) -> str:
        """The tile that was tapped; what has no tile came as words alone."""
        return self.klass if self.klass in TILES or self.road in FOUND_BY_STAFF else ""


LAMP = "灯换成了声控的，试过上下楼都亮。"
RUBBISH = "垃圾清走了，地面也冲过，桶换成了带盖的。"
LIFT = "门机调好了，上下跑了二十趟没有再停。"
WATER = "换了阀门和一截管子，水压正常了。"
GATE = "读卡器换了新的，住户的卡都试过能开。"
PARKING = "车主已经挪走，通道画了禁停线。"
ROAD = "坑补平了，压实后放行。"
DRAIN = "井掏通了，试水下得很快。"

CASES = (
    # today: what waits at the desk and at the firms
    Case(0.05, "X03-02-1", "noise", "new", "楼上装修，中午十二点还在打钻，老人没法休息"),
    Case(0.12, "X05-01-2", "other", "new", "小区门口早点摊的油烟往一楼屋里灌，窗户不敢开", scene="rubbish"),
    Case(0.2, "X02-03-1", "pothole", "new", "院门口路面塌了个坑，骑车的差点摔了", scene="pothole", phone="13900000001"),
    Case(0.35, "X07-04-1", "flood", "new", "单元门口的井盖往外冒水，臭得很", scene="flood", phone="13900000002"),
    Case(0.5, "X09-01-3", "tree", "new", "大树枝搭在电线上，刮风就冒火星"),
    Case(0.7, "X11-02-2", "other", "new", "请问老年证在哪里办理，要带什么材料？"),
    Case(0.9, "X01-01-2", "rubbish", "new", "物业保安态度太差，问垃圾什么时候清，张嘴就骂人"),
    Case(1.2, "X04-05-1", "lamp", "new", "楼道灯的开关漏电，麻手，不想让物业知道是我说的", confidential=True, phone="13900000003"),
    Case(1.6, "X08-03-4", "dog", "new", "有人遛大狗不牵绳，孩子吓哭了"),
    Case(2.5, "X06-02-3", "building", "filed", "一楼住户在院里搭了个棚子，把消防通道占了一半", scene="parking"),
    Case(3.0, "X10-01-1", "noise", "filed", "楼下棋牌室半夜一两点还哗啦哗啦，天天如此", phone="13900000004"),
    Case(0.3, "X01-01-1", "lamp", "dispatched", "一单元二层到三层的灯不亮，晚上抬脚试着走", scene="lamp", phone="13900000005", key="lamp-1"),
    Case(0.25, "X01-01-1", "lamp", "new", "我也遇到", joins="lamp-1"),
    Case(0.6, "X01-03-2", "gate", "dispatched", "单元门禁刷卡没反应，要等别人出来才进得去", scene="gate", meeting="declined"),
    Case(1.0, "X02-01-1", "rubbish", "dispatched", "垃圾桶满了没人收，袋子堆到路上，招老鼠", scene="rubbish", key="heap"),
    Case(0.8, "X02-01-2", "rubbish", "merged", "桶边上堆了一大堆垃圾，味儿飘到三楼", scene="rubbish", note="heap"),
    Case(1.4, "X05-03-1", "lift", "dispatched", "电梯关门要关好几次，上到五楼咯噔一下", scene="lift", phone="13900000006"),
    Case(2.0, "X12-01-1", "gate", "dispatched", "大门的闭门器坏了，门一直敞着，什么人都能进", scene="gate"),
    Case(3.5, "X01-02-1", "parking", "accepted", "消防通道又停满了车，救护车都进不来", scene="parking", phone="13900000007", meeting="accepted", assigned="张建军"),
    Case(4.0, "X03-01-2", "lamp", "accepted", "地下车库拐角的灯坏了两盏，倒车看不见", scene="lamp", meeting="proposed", phone="13900000008"),
    Case(5.0, "X02-04-2", "utility", "handling", "三单元全楼水压小，热水器打不着火", scene="leak", phone="13900000009", meeting="accepted", note="师傅已经在查，是总阀的事，今天换。", assigned="张建军"),
    Case(6.0, "X08-01-1", "lift", "handling", "电梯有异响，到六楼不平层，老人迈不上去", scene="lift", meeting="declined"),
    Case(7.0, "X07-02-1", "gate", "handling", "对讲机听不见声音，外卖都上不来", scene="gate", phone="13900000010"),
    Case(8.0, "X10-03-2", "flood", "handling", "车棚门口积水过不去，踮着脚走", scene="flood", unit="BM1", note="抽水车在路上，四点前到。"),
    # on the way: asked, set aside, returned, late
    Case(50, "X03-04-3", "gate", "asked", "门禁主机坏了，全楼刷不开", "主机要从厂家调货，三天后到，申请延期一次。", scene="gate", phone="13900000011", meeting="declined", assigned="张建军"),
    Case(52, "X06-03-1", "parking", "asked", "地面车位线磨没了，天天为停车吵架", "连着下雨不能划线，申请延期。", scene="parking"),
    Case(150, "X05-02-4", "leak", "hung_up", "顶层下雨就漏，墙皮都掉了", "屋面要大修，等维修资金表决通过后施工。", scene="leak", unit="WY2", phone="13900000012", meeting="declined", note="已经请人看过屋面，先盖了雨布。"),
    Case(170, "X01-05-3", "gate", "hung_up", "坡道扶手断了，轮椅上不去", "扶手要按尺寸定做，到货后两天内装好。", scene="gate", meeting="declined"),
    Case(26, "X04-02-2", "lamp", "returned", "院墙外胡同口的路灯不亮", "灯在院墙外，是市政的灯杆，不归我们。", scene="lamp"),
    Case(5.5, "X09-02-1", "utility", "returned", "楼前燃气调压箱的门掉了", "调压箱归燃气公司，我们不能动。", scene="leak", phone="13900000013"),
    Case(100, "X01-04-1", "lamp", "accepted", "四号楼楼道灯全不亮，说了一周没人管", scene="lamp", phone="13900000014", assigned="张建军"),
    Case(34, "X02-02-3", "lift", "handling", "电梯停了一天，八楼的老人下不来", scene="lift", phone="13900000015", note="配件今天到，晚上装。"),
    Case(30, "X07-01-2", "rubbish", "dispatched", "厨余垃圾三天没拉，苍蝇乱飞", scene="rubbish", phone="13900000016"),
    Case(220, "X11-03-1", "tree", "accepted", "枯树枝掉下来砸了车", unit="BM2", phone="13900000017", meeting="proposed"),
    # done by the unit, somebody else looks again
    Case(9, "X01-01-3", "lamp", "fed_back", "门口的感应灯白天亮晚上不亮", LAMP, scene="lamp", phone="13900000018", meeting="declined"),
    Case(10, "X02-05-1", "rubbish", "fed_back", "装修垃圾堆在单元门口一个星期了", RUBBISH, scene="rubbish", meeting="accepted", phone="13900000019"),
    Case(12, "X01-02-4", "gate", "fed_back", "单元门关不严，冷风直往里灌", GATE, scene="gate"),
    Case(11, "X03-03-2", "parking", "fed_back", "路口被车堵死，消防栓都挡上了", PARKING, scene="parking", road="patrol", by="kaocha"),
    Case(13, "X06-01-1", "pothole", "fed_back", "柳荫花园北门的人行道翘起来一块", ROAD, scene="pothole", unit="BM1", road="patrol", by="kaocha"),
    Case(14, "X08-04-2", "utility", "fed_back", "三层水表间滴水，地上结了一层碱", WATER, scene="leak", meeting="declined"),
    Case(60, "X02-03-3", "lamp", "failed", "五层的灯一闪一闪，晃眼", LAMP, scene="lamp", phone="13900000020", meeting="declined"),
    Case(70, "X05-05-1", "rubbish", "failed", "分类桶站没人守，什么都往里扔", RUBBISH, scene="rubbish"),
    # looked at again, waiting to be closed
    Case(75, "X01-03-4", "lift", "passed", "电梯按钮按不亮，要使劲摁", LIFT, scene="lift", phone="13900000021", meeting="declined"),
    Case(80, "X03-05-1", "utility", "passed", "地下室水管渗水，箱子都泡了", WATER, scene="leak", phone="13900000022", meeting="met"),
    Case(30, "X04-01-3", "gate", "passed", "门禁密码谁都知道，能不能换一换", GATE, scene="gate", phone="13900000023", meeting="accepted"),
    Case(78, "X09-04-1", "flood", "passed", "下水道返味，厨房待不住", DRAIN, scene="flood", unit="BM1"),
    Case(76, "X12-03-1", "other", "answered", "请问小区什么时候能装充电桩？", "充电桩的位置定在北墙根，下月公示，公示后一个月内装。", unit="WY4"),
    # closed: the resident has not spoken yet
    Case(74, "X01-05-1", "lamp", "closed", "信报箱那盏灯坏了，晚上看不清字", LAMP, scene="lamp", phone="13900000024", meeting="declined"),
    Case(82, "X02-04-4", "rubbish", "closed", "旧沙发扔在楼道口没人拉", RUBBISH, scene="rubbish", phone="13900000025", meeting="declined"),
    Case(90, "X05-04-2", "lift", "closed", "电梯里的灯灭了，孩子不敢坐", LIFT, scene="lift", phone="13900000026", meeting="met"),
    Case(95, "X10-02-1", "pothole", "closed", "减速带断了，车过去哐当响", ROAD, scene="pothole", unit="BM1", phone="13900000027", meeting="declined"),
    Case(88, "X07-05-3", "gate", "closed", "刷脸机总认不出人", GATE, scene="gate", meeting="declined"),
    Case(84, "X03-02-4", "rubbish", "not_answered", "楼后建筑垃圾盖着绿网半年了", RUBBISH, scene="rubbish", phone="13900000028", meeting="declined"),
    Case(98, "X01-04-4", "gate", "partly", "门口两盏灯和门禁一起坏了", GATE, scene="gate", phone="13900000029", meeting="declined"),
    Case(66, "X06-04-1", "other", "answered_and_closed", "建议在花园里加几把椅子，老人走累了能坐坐", "已经订了六把，下周装在东侧树荫下。", unit="WY2", phone="13900000030", meeting="declined"),
    # the last word was had
    Case(120, "X01-02-2", "lamp", "reopened", "六层的灯又坏了，刚修过", LAMP, scene="lamp", phone="13900000031", meeting="declined"),
    Case(140, "X08-02-2", "lift", "reopened", "电梯平层差一拳高", LIFT, scene="lift", phone="13900000032", meeting="declined"),
    Case(160, "X02-01-4", "rubbish", "ended", "垃圾车早上五点就来，太吵，能不能晚点", RUBBISH, scene="rubbish", phone="13900000033", meeting="declined"),
    Case(200, "X01-03-1", "gate", "ended", "快递柜挡住了门，推不开", GATE, scene="gate", phone="13900000034", meeting="met"),
    Case(240, "X03-01-4", "utility", "ended", "二层走廊的水管爆裂，水往下流", WATER, scene="leak", phone="13900000035", meeting="declined"),
    Case(260, "X06-05-2", "lift", "called", "电梯关门夹了人一下，吓一跳", LIFT, scene="lift", phone="13900000036", meeting="declined"),
    Case(300, "X04-03-1", "parking", "called", "僵尸车占着车位一年多了", PARKING, scene="parking", phone="13900000037", meeting="met"),
    Case(330, "X09-03-2", "lamp", "called", "楼梯间黑，老太太摔了一跤", LAMP, scene="lamp", phone="13900000038", meeting="declined"),
    Case(360, "X11-01-1", "pothole", "closed", "路沿石缺了一块，轮椅下不去", ROAD, scene="pothole", unit="BM1", meeting="declined"),
    Case(400, "X12-02-3", "flood", "called", "地库坡道下雨就倒灌", DRAIN, scene="flood", unit="BM1", phone="13900000039", meeting="met"),
    Case(430, "X05-01-4", "other", "answered_and_closed", "感谢社区的郭师傅，下雪天一早就把路扫出来了", "谢谢您，话已经带给郭师傅了。", unit="JD"),
    Case(470, "X02-02-1", "lamp", "ended", "院里景观灯东倒西歪", LAMP, scene="lamp", phone="13900000040", meeting="declined"),
    # off the road
    Case(28, "X04-04-2", "other", "refused", "楼下饭店的菜太咸", "饭菜口味由店家自己定，我们管不了。", "12315 消费投诉，电话 12315"),
    Case(110, "X10-04-1", "other", "refused", "想把户口从外地迁过来", "户口迁移由公安机关办理。", "东河沿派出所户籍窗口，周一到周六"),
    Case(16, "X03-04-1", "lamp", "cancelled", "灯不亮", scene="lamp"),
    Case(62, "X07-03-1", "noise", "cancelled", "隔壁狗叫，刚才主人已经来道歉了"),
    # found by staff, or told by phone
    Case(20, "X01-05-2", "clutter", "new", "楼道里堆的纸箱，当场清到了院里", scene="rubbish", road="self_handled", by="wangge"),
    Case(46, "X02-05-4", "gate", "new", "单元门没关，用砖头顶着，已经关好", scene="gate", road="self_handled", by="wangge"),
    Case(3.2, "X03-03-1", "lift", "dispatched", "来电：电梯里有股糊味，不敢坐了", road="phone", by="zuoxi", phone="13900000041"),
    Case(4.5, "X09-05-2", "pothole", "handling", "热线转来：南门外路面有个深坑", scene="pothole", unit="BM1", road="hotline", by="zuoxi", phone="13900000042"),
    Case(6.5, "X11-04-1", "utility", "accepted", "来访：一层厕所的水管往外渗，物业说修过了", road="counter", by="zuoxi", phone="13900000043"),
)  # fmt: skip
