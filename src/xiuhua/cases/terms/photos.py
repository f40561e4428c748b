"""What a photo of a case shows, and in what it may contradict the report."""

from xiuhua.shared.terms import Term


class PhotoPart(Term):
    """Which part of a case's course a photo shows."""

    BEFORE = "photo_before", "处置前", "Before"
    MEANWHILE = "photo_meanwhile", "处置过程", "Meanwhile"
    AFTER = "photo_after", "处置后", "After"


class PhotoDoubt(Term):
    """Why a photo may not show what it is said to show."""

    ELSEWHERE = "photo_elsewhere", "拍摄地点与上报地点不符", "Taken elsewhere", "late"
    EARLIER = "photo_earlier", "拍摄时间过早", "Taken too early", "late"
    AHEAD = "photo_ahead", "拍摄时间晚于上传时间", "Taken after it was brought", "late"
