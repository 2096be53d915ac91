from collections import defaultdict

import django.db.models.functions.text
from django.core.management import CommandError
from django.db import migrations, models

import sharedsvc.accounts.addresses
from sharedsvc.accounts.addresses import one_form

WHAT_TO_DO = """Two accounts have one e-mail address, written in different ways:
{pairs}
One address is one account. Decide which account stays. Give the other a different address and make
it inactive (under Users in the admin, or with manage.py shell); what it did stays in the history
under its person's name, and roles that it held are given to the account that stays. Then migrate
again: nothing was changed."""


def write_in_one_form(apps, schema_editor):
    """Small letters, no spaces around. Stops, naming them, where two accounts would become one."""
    users = apps.get_model("accounts", "User").objects.using(schema_editor.connection.alias)
    by_address = defaultdict(list)
    for pk, email in users.order_by("pk").values_list("pk", "email"):
        by_address[one_form(email)].append((pk, email))
    pairs = [accounts for accounts in by_address.values() if len(accounts) > 1]
    if pairs:
        raise CommandError(WHAT_TO_DO.format(pairs="\n".join(map(in_words, pairs))))
    for address, [(pk, email)] in by_address.items():
        if email != address:
            users.filter(pk=pk).update(email=address)


def in_words(accounts):
    return "  " + " and ".join(f"“{email}” (account {pk})" for pk, email in accounts)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_cache")]
    operations = [
        migrations.RunPython(write_in_one_form, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="user",
            name="email",
            field=sharedsvc.accounts.addresses.AddressField(
                max_length=254, unique=True, verbose_name="e-mail address"
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                name="address_in_small_letters",
                violation_error_message="Write the e-mail address in small letters.",
            ),
        ),
    ]
