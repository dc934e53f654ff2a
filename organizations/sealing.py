"""The log is written and never changed: the database itself refuses, on both engines.

Only while a row of `AuditOpening` stands in the same transaction does it let a change pass: for wiping the
demo and for what retention asks (domain/08). Each opening leaves its own entry in the log.
"""

from contextlib import contextmanager

from django.db import connection, transaction

from organizations.audit import AuditEntry, AuditOpening, record

SQLITE = [
    """
    CREATE TRIGGER IF NOT EXISTS audit_is_not_updated BEFORE UPDATE ON organizations_auditentry
    WHEN NOT EXISTS (SELECT 1 FROM organizations_auditopening)
    BEGIN SELECT RAISE(ABORT, 'the audit log is only written, never changed'); END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS audit_is_not_deleted BEFORE DELETE ON organizations_auditentry
    WHEN NOT EXISTS (SELECT 1 FROM organizations_auditopening)
    BEGIN SELECT RAISE(ABORT, 'the audit log is only written, never changed'); END
    """,
]
POSTGRESQL = [
    """
    CREATE OR REPLACE FUNCTION audit_is_only_written() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NOT EXISTS (SELECT 1 FROM organizations_auditopening) THEN
            RAISE EXCEPTION 'the audit log is only written, never changed'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER audit_is_only_written BEFORE UPDATE OR DELETE ON organizations_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_is_only_written()
    """,
]


@contextmanager
def log_opened(locality, *, by, why):
    """Within it, entries of the log may be changed and deleted; the log says so. One transaction."""
    with transaction.atomic():
        opening = AuditOpening.objects.create()
        yield
        opening.delete()
        record(by=by, action="mở nhật ký để sửa", target=locality, after={"vì": why})


def seal(**kwargs):
    """Put the triggers where they are not; after every migration, since SQLite drops them with a table."""
    if AuditEntry._meta.db_table not in connection.introspection.table_names():
        return
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[connection.vendor]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
