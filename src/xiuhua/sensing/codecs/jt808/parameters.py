"""What a terminal can be set to: the parameters' ids and what they are called here.

Source:
    JT/T 808-2013 and JT/T 808-2019, chapter 8: 终端参数设置; JT/T 1078-2016 for 0x007A. The keys are our
    own; their endings are the standard's units.
"""

from __future__ import annotations

from xiuhua.sensing.codecs.jt808.bodies import Record, record, wire
from xiuhua.sensing.codecs.jt808.wire import Id, LongBytes, text_decoded

_NUMBERS = {
    0x0001: "heartbeat_interval_s",
    0x0002: "tcp_answer_timeout_s",
    0x0003: "tcp_retries",
    0x0004: "udp_answer_timeout_s",
    0x0005: "udp_retries",
    0x0006: "sms_answer_timeout_s",
    0x0007: "sms_retries",
    0x0018: "tcp_port",
    0x0019: "udp_port",
    0x001B: "card_tcp_port",
    0x001C: "card_udp_port",
    0x0020: "report_strategy",
    0x0021: "report_scheme",
    0x0022: "report_interval_no_driver_s",
    0x0027: "report_interval_asleep_s",
    0x0028: "report_interval_emergency_s",
    0x0029: "report_interval_s",
    0x002C: "report_distance_m",
    0x002D: "report_distance_no_driver_m",
    0x002E: "report_distance_asleep_m",
    0x002F: "report_distance_emergency_m",
    0x0030: "turning_angle_deg",
    0x0031: "fence_radius_m",
    0x0045: "call_answering",
    0x0046: "call_longest_s",
    0x0047: "month_calls_longest_s",
    0x0050: "alarm_mask",
    0x0051: "alarm_sms",
    0x0052: "alarm_photograph",
    0x0053: "alarm_photograph_stored",
    0x0054: "alarm_key",
    0x0055: "speed_limit_km_h",
    0x0056: "overspeed_duration_s",
    0x0057: "driving_longest_s",
    0x0058: "day_driving_longest_s",
    0x0059: "rest_shortest_s",
    0x005A: "parking_longest_s",
    0x005B: "overspeed_margin_tenth_km_h",
    0x005C: "fatigue_margin_s",
    0x005D: "collision",
    0x005E: "rollover",
    0x0064: "photographs_by_time",
    0x0065: "photographs_by_distance",
    0x0070: "picture_quality",
    0x0071: "brightness",
    0x0072: "contrast",
    0x0073: "saturation",
    0x0074: "chroma",
    0x007A: "video_alarm_mask",
    0x0080: "odometer_tenth_km",
    0x0081: "province",
    0x0082: "city",
    0x0084: "plate_color",
    0x0090: "gnss_systems",
    0x0091: "gnss_baud_rate",
    0x0092: "gnss_output_rate",
    0x0093: "gnss_sampling_s",
    0x0094: "gnss_upload_kind",
    0x0095: "gnss_upload",
    0x0100: "can_1_sampling_ms",
    0x0101: "can_1_upload_s",
    0x0102: "can_2_sampling_ms",
    0x0103: "can_2_upload_s",
}
_TEXTS = {
    0x0010: "apn",
    0x0011: "dial_user",
    0x0012: "dial_password",
    0x0013: "server",
    0x0014: "backup_apn",
    0x0015: "backup_dial_user",
    0x0016: "backup_dial_password",
    0x0017: "backup_server",
    0x001A: "card_server",
    0x001D: "card_backup_server",
    0x0023: "second_apn",
    0x0024: "second_dial_user",
    0x0025: "second_dial_password",
    0x0026: "second_server",
    0x0040: "platform_phone",
    0x0041: "reset_phone",
    0x0042: "factory_reset_phone",
    0x0043: "platform_sms",
    0x0044: "alarm_sms_number",
    0x0048: "listening_phone",
    0x0049: "privileged_sms",
    0x0083: "plate",
}
_WIDEST_NUMBER = 4


@record
class Parameter(Record):
    """One parameter, its value as bytes.

    Args:
        number: its id, 32 bits.
    """

    number: int = wire(Id(4))
    raw: bytes = wire(LongBytes())

    @property
    def key(self) -> str:
        """What it sets; empty where the standard does not say."""
        return _NUMBERS.get(self.number) or _TEXTS.get(self.number, "")

    @property
    def value(self) -> int | str | None:
        """Its value; None where only the bytes are known."""
        if self.number in _TEXTS:
            return text_decoded(self.raw.rstrip(b"\0"))
        if self.number in _NUMBERS and 0 < len(self.raw) <= _WIDEST_NUMBER:
            return int.from_bytes(self.raw, "big")
        return None
