"""The fixed words of files: what may be stored, how a list may leave, and how far an export has come."""

from __future__ import annotations

from dataclasses import dataclass

from xiuhua.shared.terms import Term

_MIB = 1024 * 1024


class Media(Term):
    """A kind of content that is accepted, by its media type.

    The value is the registered media type (IANA). The last six are kept as originals of imports only, which
    look into them first; nobody can upload one elsewhere, because anything can hide in an archive.
    """

    JPEG = "image/jpeg", "JPEG 图片", "JPEG picture"
    PNG = "image/png", "PNG 图片", "PNG picture"
    WEBP = "image/webp", "WebP 图片", "WebP picture"
    PDF = "application/pdf", "PDF 文档", "PDF document"
    DOCX = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Word 文档",
        "Word document",
    )
    XLSX = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Excel 表格",
        "Excel workbook",
    )
    CSV = "text/csv", "CSV 表格", "CSV table"
    JSON = "application/json", "JSON 数据", "JSON"
    GEOJSON = "application/geo+json", "GeoJSON 地图数据", "GeoJSON"
    MP4 = "video/mp4", "MP4 视频", "MP4 video"
    WAV = "audio/wav", "WAV 录音", "WAV recording"
    MP3 = "audio/mpeg", "MP3 录音", "MP3 recording"
    ZIP = "application/zip", "ZIP 压缩包", "ZIP archive"
    GPKG = "application/geopackage+sqlite3", "GeoPackage 地图数据", "GeoPackage"
    KML = "application/vnd.google-earth.kml+xml", "KML 地图数据", "KML"
    DXF = "image/vnd.dxf", "DXF 图纸", "DXF drawing"
    JSONL = "application/x-ndjson", "逐行 JSON", "JSON by lines"
    GZIP = "application/gzip", "GZIP 压缩文件", "GZIP file"


@dataclass(frozen=True)
class MediaTraits:
    """What the store and the server need to know about a kind of content."""

    ending: str
    limit_bytes: int
    shown_in_page: (
        bool  # pictures and films are looked at; the rest is downloaded, so that it never runs here
    )


TRAITS: dict[Media, MediaTraits] = {
    Media.JPEG: MediaTraits("jpg", 20 * _MIB, shown_in_page=True),
    Media.PNG: MediaTraits("png", 20 * _MIB, shown_in_page=True),
    Media.WEBP: MediaTraits("webp", 20 * _MIB, shown_in_page=True),
    Media.PDF: MediaTraits("pdf", 100 * _MIB, shown_in_page=False),
    Media.DOCX: MediaTraits("docx", 50 * _MIB, shown_in_page=False),
    Media.XLSX: MediaTraits("xlsx", 200 * _MIB, shown_in_page=False),
    Media.CSV: MediaTraits("csv", 1024 * _MIB, shown_in_page=False),
    Media.JSON: MediaTraits("json", 200 * _MIB, shown_in_page=False),
    Media.GEOJSON: MediaTraits("geojson", 1024 * _MIB, shown_in_page=False),
    Media.MP4: MediaTraits("mp4", 500 * _MIB, shown_in_page=True),
    Media.WAV: MediaTraits("wav", 100 * _MIB, shown_in_page=True),
    Media.MP3: MediaTraits("mp3", 100 * _MIB, shown_in_page=True),
    Media.ZIP: MediaTraits("zip", 1024 * _MIB, shown_in_page=False),
    Media.GPKG: MediaTraits("gpkg", 1024 * _MIB, shown_in_page=False),
    Media.KML: MediaTraits("kml", 200 * _MIB, shown_in_page=False),
    Media.DXF: MediaTraits("dxf", 200 * _MIB, shown_in_page=False),
    Media.JSONL: MediaTraits("jsonl", 1024 * _MIB, shown_in_page=False),
    Media.GZIP: MediaTraits("gz", 1024 * _MIB, shown_in_page=False),
}


class Purpose(Term):
    """What a file is brought for, where that says which kinds of content will do."""

    PHOTO = "photo", "照片", "Photo"
    RECORDING = "recording", "录音", "Recording"

    @property
    def kinds(self) -> tuple[Media, ...]:
        """Return the kinds of content that serve it."""
        if self is Purpose.RECORDING:
            return (Media.WAV, Media.MP3)
        return (Media.JPEG, Media.PNG, Media.WEBP)


class PhotoRange(Term):
    """From how far a photo was taken."""

    NEAR = "photo_near", "近景", "Close"
    FAR = "photo_far", "远景", "From afar"


class Shape(Term):
    """In which form a picture is shown. What it was made from is the original, which is evidence."""

    VIEW = "view", "浏览图", "Picture"
    THUMB = "thumb", "缩略图", "Thumbnail"

    @property
    def longest_px(self) -> int:
        """Return how long its longer side may be, pixels."""
        return {Shape.VIEW: 1600, Shape.THUMB: 320}[self]


class Masked(Term):
    """What is covered on a photo that everybody may see."""

    FACE = "masked_face", "人脸", "Face"
    PLATE = "masked_plate", "车牌", "Number plate"
    OTHER = "masked_other", "其他", "Other"


class PublicState(Term):
    """How far a photo is on its way to everybody."""

    LOOKING = "public_looking", "正在查找", "Being searched", "plain"
    PROPOSED = "public_proposed", "待审核", "To be checked", "soon"
    PUBLISHED = "public_published", "已公开", "Published", "done"
    WITHHELD = "public_withheld", "不公开", "Withheld", "hold"


class ZoneFrom(Term):
    """How the zone of the time on a photo is known: cameras write the time of day, and few write where."""

    CAMERA = "zone_camera", "相机记录的时区", "Zone told by the camera"
    SATELLITE = "zone_satellite", "按卫星时间推算的时区", "Zone worked out from satellite time"
    PLATFORM = "zone_platform", "时区按平台所在地", "Taken to be the platform's zone"


class ExportKind(Term):
    """The format in which a list leaves."""

    XLSX = "xlsx", "Excel 表格", "Excel workbook"
    CSV = "csv", "CSV 表格", "CSV table"
    GEOJSON = "geojson", "GeoJSON 地图数据", "GeoJSON"
    ZIP = "zip", "ZIP 压缩包", "ZIP archive"

    @property
    def media(self) -> Media:
        """Return the media type of the file it makes."""
        return Media[self.name]


class ExportState(Term):
    """How far an export has come."""

    WAITING = "waiting", "等待中", "Waiting", "plain"
    RUNNING = "running", "导出中", "Running", "brand"
    DONE = "done", "已完成", "Done", "done"
    FAILED = "failed", "失败", "Failed", "late"
    CANCELLED = "cancelled", "已取消", "Cancelled", "hold"

    @property
    def is_final(self) -> bool:
        """Return whether nothing more will happen."""
        return self in {ExportState.DONE, ExportState.FAILED, ExportState.CANCELLED}


class Act(Term):
    """The acts of this app, as the ledger and the act table name them."""

    STORE = "files.store", "上传文件", "Stored a file"
    SETTLE = "files.settle", "文件归入所用区域", "A file went to the area where it is used"
    READ = "files.read", "查看文件", "Read files"
    ORIGINAL = "files.original", "取用照片原件", "Took the original of a photo"
    LOOK = "files.look", "查找需遮挡处", "Searched a photo for what must be covered"
    PUBLISH = "files.publish", "公开照片", "Published a photo"
    WITHHOLD = "files.withhold", "不公开照片", "Withheld a photo"
    ERASE = "files.erase", "清除文件", "Erased a file"
    EXPORT_START = "export.start", "导出数据", "Asked for an export"
    EXPORT_TAKE = "export.take", "下载导出", "Downloaded an export"
    EXPORT_FINISH = "export.finish", "导出完成", "Finished an export"
    EXPORT_FAIL = "export.fail", "导出失败", "An export failed"
    EXPORT_CANCEL = "export.cancel", "取消导出", "Cancelled an export"
