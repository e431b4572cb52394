"""Why do rows of rosters refer to spans and people without foreign-key triggers? A hundred thousand are written at once.

See decision 0004: a span or person that a row names cannot be deleted, and the ledger check looks for rows without them. A
row is written once when it is read and once when it takes effect; half of each page is left free for the second time.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
ALTER TABLE assistance_rosterrow SET (fillfactor = 50);
CREATE TRIGGER category_span_stays BEFORE DELETE ON assistance_personcategory
    FOR EACH ROW EXECUTE FUNCTION assistance_refuse_change();
"""
BACKWARD = """
DROP TRIGGER category_span_stays ON assistance_personcategory;
ALTER TABLE assistance_rosterrow RESET (fillfactor);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0011_accounts_come_under_a_new_key"),
        ("enrollment", "0008_results_are_written_by_workers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="personcategory",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="personcategory",
            name="recorded_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="rosterrow",
            name="ends",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="assistance.personcategory",
            ),
        ),
        migrations.AlterField(
            model_name="rosterrow",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="enrollment.person",
            ),
        ),
        migrations.AlterField(
            model_name="rosterrow",
            name="restored",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="assistance.personcategory",
            ),
        ),
        migrations.AlterField(
            model_name="rosterrow",
            name="span",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="assistance.personcategory",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
