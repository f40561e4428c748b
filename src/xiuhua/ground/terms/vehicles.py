"""The fixed words of vehicles and mounts."""

from xiuhua.shared.terms import Term


class VehicleKind(Term):
    """What a vehicle does."""

    PATROL = "patrol_car", "巡查车", "Patrol car"
    SWEEPER = "sweeper", "清扫车", "Sweeper"
    REFUSE = "refuse_truck", "垃圾车", "Refuse truck"
    SPOIL = "spoil_truck", "渣土车", "Spoil truck"
    WATER = "water_truck", "洒水抑尘车", "Water truck"
    RESCUE = "rescue_truck", "抢险车", "Emergency vehicle"


class VehicleState(Term):
    """Whether a vehicle runs."""

    IN_SERVICE = "in_service", "在用", "In service", "done"
    LAID_UP = "laid_up", "停用", "Laid up", "hold"
    SCRAPPED = "scrapped", "报废", "Scrapped"


class MountKind(Term):
    """What is mounted."""

    CAMERA = "camera_place", "摄像机点位", "Camera place"
    SENSOR = "sensor_place", "传感器点位", "Sensor place"
    DISPLAY = "display_place", "显示屏点位", "Display place"


class MountState(Term):
    """Whether the place is used."""

    IN_USE = "mount_in_use", "在用", "In use", "done"
    DISMANTLED = "dismantled", "已拆除", "Dismantled"


class VehicleAct(Term):
    """The acts on vehicles, as the ledger and the act table name them."""

    READ = "vehicle.read", "查看车辆", "Read vehicles"
    CREATE = "vehicle.create", "录入车辆", "Recorded the vehicle"
    REVISE = "vehicle.revise", "修改车辆", "Revised the vehicle"
    UNDO = "vehicle.undo", "撤回导入的车辆", "Took the imported vehicle back"


class MountAct(Term):
    """The acts on places where cameras and devices are mounted."""

    READ = "mount.read", "查看点位", "Read device places"
    CREATE = "mount.create", "录入点位", "Recorded the device place"
    REVISE = "mount.revise", "修改点位", "Revised the device place"
    UNDO = "mount.undo", "撤回导入的点位", "Took the imported device place back"
