"""The fixed words of the ground: levels of areas, kinds and states of premises, and the acts on them."""

from xiuhua.shared.terms import Term


class AreaLevel(Term):
    """The levels of the administrative tree, from the city down."""

    CITY = "city", "市", "City"
    DISTRICT = "district", "区县", "District"
    STREET = "street", "街道乡镇", "Street"
    COMMUNITY = "community", "社区村", "Community"


class PremisesKind(Term):
    """What a place is used for."""

    SHOP = "shop", "商铺", "Shop"
    RESTAURANT = "restaurant", "餐饮", "Restaurant"
    SITE = "site", "工地", "Building site"
    ESTATE = "estate", "住宅小区", "Housing estate"
    MARKET = "market", "集贸市场", "Market"
    LOT = "lot", "停车场", "Car park"


class PremisesState(Term):
    """Whether a place is in use."""

    OPEN = "open", "在用", "In use", "done"
    SUSPENDED = "suspended", "停业", "Suspended", "hold"
    CLOSED = "closed", "注销", "Closed", "plain"


class Act(Term):
    """The acts of this app, as the ledger and the act table name them."""

    AREA_READ = "area.read", "查看区域", "Read areas"
    AREA_CREATE = "area.create", "录入区域", "Recorded the area"
    PREMISES_READ = "premises.read", "查看场所", "Read premises"
    PREMISES_CREATE = "premises.create", "录入场所", "Recorded the premises"
    PREMISES_RENAME = "premises.rename", "改名", "Renamed the premises"
