"""The fixed words of cameras and of what they see."""

from xiuhua.shared.terms import Term


class CameraKind(Term):
    """What a camera is built like.

    Source:
        GB/T 28181-2022, PTZType of a catalogue item: 1 球机, 2 半球, 3 固定枪机, 4 遥控枪机; high points and
        panoramas are own choice, because a bureau keeps them apart.
    """

    DOME = "dome_camera", "球机", "Dome camera"
    HALF_DOME = "half_dome_camera", "半球", "Half dome"
    FIXED = "fixed_camera", "固定枪机", "Fixed camera"
    STEERED = "steered_camera", "遥控枪机", "Steered camera"
    HIGH = "high_point_camera", "高点云台", "High-point camera"
    PANORAMA = "panorama_camera", "全景摄像机", "Panoramic camera"


class CameraState(Term):
    """Whether a camera shows a picture, as a person last said."""

    ONLINE = "camera_online", "在线", "Online", "done"
    OFFLINE = "camera_offline", "离线", "Offline", "late"
    REPAIR = "camera_repair", "维修", "Under repair", "hold"
    DISMANTLED = "camera_dismantled", "已拆除", "Dismantled"


class SightKind(Term):
    """Why something counts as seen by a camera, or not."""

    BY_VIEW = "sight_by_view", "视域推算", "By its field of view"
    ADDED = "sight_added", "人工补充", "Added by hand", "done"
    REMOVED = "sight_removed", "人工剔除", "Taken away by hand", "hold"


class CameraAct(Term):
    """The acts on cameras, as the ledger and the act table name them."""

    READ = "camera.read", "查看摄像机", "Read cameras"
    CREATE = "camera.create", "录入摄像机", "Recorded the camera"
    REVISE = "camera.revise", "修改摄像机", "Revised the camera"
    UNDO = "camera.undo", "撤回导入的摄像机", "Took the imported camera back"
    MARK = "camera.mark", "登记摄像机状态", "Marked the camera's state"
    SIGHT = "camera.sight", "订正可见对象", "Corrected what the camera sees"
