"""Registration of `ground` with Django."""

from django.apps import AppConfig


class GroundConfig(AppConfig):
    """Areas and premises."""

    name = "xiuhua.ground"

    def ready(self) -> None:
        """Enter menu places, words, map layers and what `ledger verify` compares."""
        from xiuhua.ground import queries, terms, tiles  # noqa: PLC0415 - models are ready only now
        from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
        from xiuhua.web import menu, words  # noqa: PLC0415
        from xiuhua.web.tiles import tile_layer_register  # noqa: PLC0415

        words.vocabulary_register(terms.Act, terms.AreaLevel, terms.PremisesKind, terms.PremisesState)
        words.kind_register("area", zh="区域", en="area")
        words.kind_register("premises", zh="场所", en="premises")
        row_kind_register(kind="premises", states=queries.premises_states)
        row_kind_register(kind="area", states=queries.area_states)
        tile_layer_register(tiles.AREAS, tiles.AREA_NAMES, tiles.PREMISES)
        menu.search_place_register(
            menu.SearchPlace(zh="搜场所名称、编号、地址", en="Search premises",
                             url_name="ground:premises", act="premises.read")
        )  # fmt: skip
        places = (
            ("premises", "场所", "Premises", "ground:premises", "building-store", "premises.read", 20),
            ("areas", "区域", "Areas", "ground:areas", "map-2", "area.read", 30),
        )
        for key, zh, en, url_name, icon, act, rank in places:
            menu.menu_register(
                menu.MenuEntry(key=key, zh=zh, en=en, url_name=url_name, icon=icon, act=act, rank=rank)
            )
