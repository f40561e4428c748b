"""What is wrong with what was asked."""

from __future__ import annotations

from typing import ClassVar

from xiuhua.shared.errors import Argument, CityError


class SaidWrong(CityError):
    """A refusal that quotes what was sent, in quotation marks: no word of ours then stands in its place."""

    def __init__(self, *, said: str, **arguments: Argument) -> None:
        super().__init__(fields=None, said=f"“{said}”", **arguments)


class AskedWrong(SaidWrong):
    """Something in a request cannot be understood. Arguments: said, the part of it."""

    code: ClassVar[str] = "sta_asked_wrong"
    http_status: ClassVar[int] = 400


class FilterUnreadable(AskedWrong):
    """A filter breaks the grammar. Arguments: said, what stands where something else had to."""

    code: ClassVar[str] = "sta_filter_unreadable"


class PropertyUnknown(AskedWrong):
    """No such property or relation. Arguments: said, kind."""

    code: ClassVar[str] = "sta_property_unknown"


class TypesDiffer(AskedWrong):
    """Two things are compared or joined that are not of one type. Arguments: said."""

    code: ClassVar[str] = "sta_types_differ"


class FunctionUnknown(AskedWrong):
    """A function that is not offered. Arguments: said."""

    code: ClassVar[str] = "sta_function_unknown"


class OptionWrong(AskedWrong):
    """An option that is not offered, stands twice, or has a value it cannot have. Arguments: said."""

    code: ClassVar[str] = "sta_option_wrong"


class AddressUnknown(SaidWrong):
    """No resource has this address. Arguments: said."""

    code: ClassVar[str] = "sta_address_unknown"
    http_status: ClassVar[int] = 404
