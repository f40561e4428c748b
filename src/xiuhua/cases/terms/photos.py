"""In what a photo may contradict the report."""

from xiuhua.shared.terms import Term


class PhotoDoubt(Term):
    """Why a photo may not show what it is said to show."""

    ELSEWHERE = "photo_elsewhere", "拍摄地点与上报地点不符", "Taken elsewhere", "late"
    EARLIER = "photo_earlier", "拍摄时间过早", "Taken too early", "late"
    AHEAD = "photo_ahead", "拍摄时间晚于上传时间", "Taken after it was brought", "late"
