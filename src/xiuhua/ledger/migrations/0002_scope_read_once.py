"""What a scope lets through, in a form that is read once for a statement: for tables of millions of rows.

`xiuhua_sees` reads the scope for each row. A policy `xiuhua_within(area_code, (SELECT xiuhua_scope()))` lets the
same rows through and reads it once; a query of few rows pays for that with a little planning.
"""

from django.db import migrations

# Everything is what begins with nothing. No scope is NULL, and an empty prefix is read as NULL: both let nothing
# through.
SCOPE = """
CREATE FUNCTION xiuhua_scope() RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN current_setting('xiuhua.scope', true) = '*' THEN ARRAY['']
    ELSE string_to_array(current_setting('xiuhua.scope', true), ',', '')
END;
"""
SCOPE_NOT = "DROP FUNCTION xiuhua_scope();"

# Each argument stands in it once: only so does the planner put it into the query with a subquery as argument. It
# takes half of the rows to pass `coalesce`, as it does with `xiuhua_sees`.
WITHIN = """
CREATE FUNCTION xiuhua_within(area_code text, scope text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(area_code ^@ ANY (scope), false);
"""
WITHIN_NOT = "DROP FUNCTION xiuhua_within(text, text[]);"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_entry")]

    operations = [migrations.RunSQL(SCOPE, SCOPE_NOT), migrations.RunSQL(WITHIN, WITHIN_NOT)]
