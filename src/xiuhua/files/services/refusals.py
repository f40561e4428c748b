"""Why a file or an export is refused. The sentences are in `sentences.toml`."""

from xiuhua.shared.errors import CityError


class TypeRefused(CityError):
    """The content is nothing that may be kept. Arguments: name."""

    code = "files_type_refused"
    http_status = 415


class NoRecording(CityError):
    """A recording was wanted, and the content is none. Arguments: name."""

    code = "files_no_recording"
    http_status = 415


class NoPhoto(CityError):
    """A photo was wanted, and the content is none. Arguments: name."""

    code = "files_no_photo"
    http_status = 415


class PhotoHeic(CityError):
    """A photo in a format that only some telephones read. Arguments: name."""

    code = "files_photo_heic"
    http_status = 415


class PhotoBroken(CityError):
    """A photo that ends too early, or cannot be read to its end. Arguments: name."""

    code = "files_photo_broken"
    http_status = 422


class PhotoTooWide(CityError):
    """A photo of more pixels than are decoded here. Arguments: limit_megapixels."""

    code = "files_photo_too_wide"
    http_status = 413


class TooLarge(CityError):
    """The content is larger than its kind may be. Arguments: limit_mib."""

    code = "files_too_large"
    http_status = 413


class Empty(CityError):
    """There is no content."""

    code = "files_empty"
    http_status = 422


class StorageFull(CityError):
    """The disk has no room, or only the reserve that the database needs."""

    code = "files_storage_full"
    http_status = 507


class LinkBroken(CityError):
    """The signature was not made for this file and this actor."""

    code = "files_link_broken"
    http_status = 403


class LinkExpired(CityError):
    """The address was right, but its time is over."""

    code = "files_link_expired"
    http_status = 410


class Erased(CityError):
    """The content is gone for good."""

    code = "files_erased"
    http_status = 410


class NoPlace(CityError):
    """A list without a geometry column cannot leave as GeoJSON."""

    code = "export_no_place"
    http_status = 422


class SourceUnknown(CityError):
    """No app registered a list under this key. Arguments: source."""

    code = "export_source_unknown"
    http_status = 404


class TooManyWaiting(CityError):
    """The asker has as many exports waiting as one may. Arguments: limit."""

    code = "export_too_many_waiting"
    http_status = 429


class ExportFailed(CityError):
    """The export broke off; the log says why."""

    code = "export_failed"
    http_status = 500


class AskerGone(CityError):
    """The account behind an export no longer opens anything, or nothing of what it asked for."""

    code = "export_asker_gone"
    http_status = 403


class NotPublic(CityError):
    """A picture that everybody might see is not, or no longer: withheld, or published anew."""

    code = "files_not_public"
    http_status = 404


class BoxesWrong(CityError):
    """What should be covered does not lie in the picture."""

    code = "files_boxes_wrong"
    http_status = 422


class NoArchive(CityError):
    """Files leave as an archive, and records as anything else."""

    code = "export_no_archive"
    http_status = 422
