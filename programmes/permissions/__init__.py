"""Who may see and change what: how rights are written, and the table of this app's records.

A `Term` says by which role, held in which organisation, a record may be written. `WHO_MAY` names
the terms of each kind of record, here and in the apps above, and `declare` makes permissions of
them ("programmes.change_phase") for the library `rules`. What holds for all kinds alike:

- a record is seen by those for whom `visible_to` finds it, and changed only by those who see it;
- a record of an owner's own is written only by right of a role in that owner;
- who belongs to no member of a programme's partnership writes nothing into the programme;
- a system administrator may write every record that is not struck out;
- who adds a record completes it in the same act;
- nobody writes a grant of their own, not even a system administrator.
"""

from programmes.permissions import records
