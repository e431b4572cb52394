"""Dues are written by joins from their parents, a million at a time: no trigger for each foreign key (decision 0004)."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER enrollment_stays BEFORE DELETE ON enrollment_enrollment
    FOR EACH ROW EXECUTE FUNCTION enrollment_refuse_change();
"""
BACKWARD = "DROP TRIGGER enrollment_stays ON enrollment_enrollment"


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0008_results_are_written_by_workers")]
    operations = [
        migrations.AlterField(
            model_name="due",
            name="enrollment",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="due",
                to="enrollment.enrollment",
            ),
        ),
        migrations.AlterField(
            model_name="due",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="dues",
                to="enrollment.person",
            ),
        ),
        migrations.AlterField(
            model_name="due",
            name="quotation",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="enrollment.quotation",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
