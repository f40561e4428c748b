"""The figures of the camera ledger. `evaluation` computes them over its camera facts.

Source:
    the counts of a bureau's year report (新增视频监控探头, 监控探头总数); own choice, because no source says
    it: a camera whose day of putting up nobody knows counts as new on the day it is recorded, one that is
    taken down stays new then, and whoever shows no picture still counts among those that stand.
"""

from xiuhua.scenekit.indicators import CAMERAS, UNITS, FigureGroup, Indicator, Measure, known, yes

_G = FigureGroup.CAMERAS

INDICATORS = (
    Indicator(
        key="cameras_put_up", zh="新增视频监控探头", en="New cameras", unit=CAMERAS, group=_G, fact="camera",
        source_row="K-126", groups=("area",), numerator=Measure(where=known("put_up_at"), period="put_up_at"),
        formula_zh="期内安装的摄像机；安装日期不明的，按录入台账之日计",
        formula_en="cameras put up in the period; where nobody knows the day, on the day it was recorded",
    ),
    Indicator(
        key="cameras_standing", zh="监控探头总数", en="Cameras available", unit=CAMERAS, group=_G,
        fact="camera", source_row="K-127", groups=("area",), numerator=Measure(where=yes("stands")),
        variant_zh="在册", variant_en="standing",
        formula_zh="台账中未拆除的摄像机，含离线和维修的",
        formula_en="cameras of the ledger that have not been taken down, offline or under repair included",
    ),
    Indicator(
        key="camera_points_shops", zh="监控点位商户采集", en="Camera points with shop data", unit=UNITS,
        group=_G, fact="camera", source_row="K-223", groups=("area",),
        numerator=Measure(where=yes("stands") & yes("sees_shop"), distinct="mount_id"),
        formula_zh="有未拆除的摄像机、且视野内（含人工补正）有商户台账的点位",
        formula_en="places with a camera that sees premises of the ledger, corrections by hand included",
    ),
)  # fmt: skip
