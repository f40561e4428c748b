"""Names that sound right and belong to nobody."""

from __future__ import annotations

import math
from collections import Counter
from random import Random

ROAD_HEADS = tuple(
    """
    泰然 香轩 建新 朝阳 枫林 德胜 湖墅 和平 丰潭 益乐 翠苑 金桂 锦绣 梅岭 松涛 竹溪 兰亭
    桃源 柳浦 荷塘 桑园 稻香 麦田 青枫 石桥 云栖 望湖 拱辰 绣衣 文澜 北屿 南塘 东皋 西岭
    清河 沙井 古墩 紫荆 丹枫 玉泉 甘泉 莲花 龙井 凤起 鹤鸣 鹿鸣 白鹭 灵隐 天目 会展 科创
    创业 创新 振兴 团结 友谊 光明 胜利 人民 解放 新华 劳动 工业 纺织 造船 机场 车站 体育场
    图书馆 钟楼 鼓楼 城隍 书院 贡院 学前 府前 县前 衙前 教场 米市 盐桥 菜市 布市 花市 茶亭
    酒坊 染坊 陶窑 砖窑 银杏 香樟 玉兰 海棠 蔷薇 芙蓉 紫薇 合欢 雪松 水杉 秋涛 潮鸣 江晖
    江锦 富春 钱塘 春晓 星光 月明 长虹 彩虹 映山
    """.split()  # noqa: SIM905 - a list of words reads better as a line
)
_ORDINALS = "一二三四五六七八九"
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛阎段雷龙黎史陶贺毛郝顾龚邵万"  # noqa: E501 - one list
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华玉兰红建国志文海峰鹏飞宇浩然子涵梓轩一诺思远雨桐佳怡晓东春生立新永康书瑶若水启航景行嘉言知行清和安宁"  # noqa: E501 - one list


class RoadNames:
    """Gives each road a name of its own: heads for wide ones, 一路 二路 beside them, 巷 for lanes."""

    def __init__(self, chance: Random) -> None:
        self._heads = list(ROAD_HEADS)
        chance.shuffle(self._heads)
        self._chance = chance
        self._seats: list[tuple[str, float, float]] = []
        self._used: Counter[str] = Counter()
        self._taken: set[str] = set()

    def next(self, road_class: str, seat: tuple[float, float]) -> str:
        """Return the name of the next road, whose middle is at `seat` in metres."""
        if road_class == "lane":
            return self._lane(seat)
        if road_class == "branch" and self._seats:
            head = self._near(seat, reach_m=1_400)
            if head is not None and self._used[head] < len(_ORDINALS) and self._chance.random() < 0.62:
                self._used[head] += 1
                return self._free(f"{head}{_ORDINALS[self._used[head] - 1]}路")
        return self._headed(road_class, seat)

    def _headed(self, road_class: str, seat: tuple[float, float]) -> str:
        head = (
            self._heads.pop()
            if self._heads
            else f"{self._chance.choice(ROAD_HEADS)}{self._chance.choice('东西南北中')}"
        )
        self._seats.append((head, *seat))
        tail = {"secondary": ("路", "路", "大街"), "branch": ("路", "街", "路")}.get(road_class, ("大道",))
        return self._free(head + self._chance.choice(tail))

    def _lane(self, seat: tuple[float, float]) -> str:
        head = self._near(seat, reach_m=1e9) or "云河"
        self._used[f"{head}巷"] += 1
        return self._free(f"{head}{self._used[f'{head}巷']}{'弄' if len(head) > 2 else '巷'}")

    def _near(self, seat: tuple[float, float], *, reach_m: float) -> str | None:
        if not self._seats:
            return None
        head, east, north = min(self._seats, key=lambda known: math.dist(known[1:], seat))
        return head if math.dist((east, north), seat) < reach_m else None

    def _free(self, name: str) -> str:
        stem, number = name, 1
        while name in self._taken:
            number += 1
            name = f"{stem[:-1]}{'东西南北中新上下'[(number - 2) % 8] * ((number + 6) // 8)}{stem[-1]}"
        self._taken.add(name)
        return name


def person_name(chance: Random) -> str:
    """Return a common surname with one or two common characters."""
    given = "".join(chance.choice(_GIVEN) for _ in range(2 if chance.random() < 0.72 else 1))
    weight = int(min(chance.random(), chance.random()) * len(_SURNAMES))
    return _SURNAMES[weight] + given


_STREETS = tuple(
    """
    长庆 云栖 绣衣 拱辰 望湖 青枫 石桥 文澜 稻香 南塘 潮鸣 德胜 北屿 双溪 柘溪 花坞 良渡
    临江 沙岸 南浦
    """.split()  # noqa: SIM905 - a list of words reads better as a line
)
_COMMUNITY_FIRST = "泰康锦和桃竹金银白红清映春夏秋冬松柏兰荷"
_COMMUNITY_LAST = "安宁睦源苑桂月阳华林泉"
_VILLAGE_LAST = ["家湾", "家桥", "家坝", "家浜", "家渡", "家坞"]


class AreaNames:
    """Gives each street and community a name of its own."""

    def __init__(self, chance: Random) -> None:
        self._streets = list(_STREETS)
        self._communities = [first + last for first in _COMMUNITY_FIRST for last in _COMMUNITY_LAST]
        self._villages = [first + last for first in _SURNAMES[:40] for last in _VILLAGE_LAST]
        chance.shuffle(self._communities)
        chance.shuffle(self._villages)

    def street(self, *, country: bool) -> str:
        """Return the next street's name, or a town's."""
        return f"{self._streets.pop(0)}{'镇' if country else '街道'}"

    def community(self, *, country: bool) -> str:
        """Return the next community's name, or a village's."""
        return f"{self._villages.pop()}村" if country else f"{self._communities.pop()}社区"
