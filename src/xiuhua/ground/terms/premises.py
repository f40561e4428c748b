"""The fixed words of premises."""

from xiuhua.shared.terms import Term


class PremisesKind(Term):
    """What a place is used for."""

    SHOP = "shop", "商铺", "Shop"
    RESTAURANT = "restaurant", "餐饮", "Restaurant"
    SITE = "site", "工地", "Building site"
    ESTATE = "estate", "住宅小区", "Housing estate"
    MARKET = "market", "集贸市场", "Market"
    LOT = "lot", "停车场", "Car park"
    YARD = "yard", "场站码头", "Yard or wharf"


class PremisesState(Term):
    """Whether a place is in use."""

    OPEN = "open", "在用", "In use", "done"
    SUSPENDED = "suspended", "停业", "Suspended", "hold"
    CLOSED = "closed", "注销", "Closed", "plain"
