"""Reading a million cases does not read the scope a million times."""

from django.db import migrations

_POLICIES = {"case": "case_scope", "report": "report_scope", "move": "move_scope"}
_ONCE = "ALTER POLICY {policy} ON cases_{table} USING (xiuhua_within(area_code, (SELECT xiuhua_scope())));"
_EACH = "ALTER POLICY {policy} ON cases_{table} USING (xiuhua_sees(area_code));"


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_reworked_returned"), ("ledger", "0002_scope_read_once")]

    operations = [
        migrations.RunSQL(_ONCE.format(table=table, policy=policy), _EACH.format(table=table, policy=policy))
        for table, policy in _POLICIES.items()
    ]
