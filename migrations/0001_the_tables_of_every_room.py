"""The tables of every room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import core.db

revision = "0001"
down_revision = None
branch_labels = ("default",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", core.db.UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("deed", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.String(length=40), nullable=False),
        sa.Column(
            "changes", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("link", name=op.f("uq_audit_entry_link")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_subject"), ["subject"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "catalog_release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", core.db.UtcDateTime(), nullable=False),
        sa.Column(
            "document", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_release")),
        sa.UniqueConstraint("version", name=op.f("uq_catalog_release_version")),
    )
    op.create_table(
        "committee_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("held_at", sa.String(length=5), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "open",
                "closed",
                "published",
                name="sessionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quorum_percent", sa.Integer(), nullable=False),
        sa.Column("majority_percent", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("opened_at", core.db.UtcDateTime(), nullable=True),
        sa.Column("closed_at", core.db.UtcDateTime(), nullable=True),
        sa.Column("published_at", core.db.UtcDateTime(), nullable=True),
        sa.Column("made_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_session")),
        sa.UniqueConstraint("code", name=op.f("uq_committee_session_code")),
    )
    op.create_table(
        "duplicate_registry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("rebuilding", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("counted BETWEEN 0 AND changes", name=op.f("ck_duplicate_registry_counted")),
        sa.CheckConstraint("id = 1", name=op.f("ck_duplicate_registry_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_registry")),
    )
    op.create_table(
        "initiative",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("system", sa.Integer(), nullable=False),
        sa.Column("short_title_vi", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("section_text", sa.Text(), nullable=False),
        sa.Column("section_clause", sa.String(length=300), nullable=False),
        sa.Column("appendix_title", sa.Text(), nullable=False),
        sa.Column("appendix_text", sa.Text(), nullable=False),
        sa.Column(
            "appendix_parts",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("appendix_clause", sa.String(length=300), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_initiative")),
        sa.UniqueConstraint("code", name=op.f("uq_initiative_code")),
    )
    with op.batch_alter_table("initiative", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_initiative_system"), ["system"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "arguments", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "failed",
                name="jobstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("run_after", core.db.UtcDateTime(), nullable=False),
        sa.Column("made_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("started_at", core.db.UtcDateTime(), nullable=True),
        sa.Column("heartbeat", core.db.UtcDateTime(), nullable=True),
        sa.Column("ended_at", core.db.UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=120), nullable=False),
        sa.CheckConstraint("done >= 0 AND total >= 0", name=op.f("ck_job_progress")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_due", ["state", "run_after"], unique=False)
        batch_op.create_index(
            "uq_job_waiting_key",
            ["key"],
            unique=True,
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )

    op.create_table(
        "mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_at", core.db.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_recipient_id"), ["recipient_id"], unique=False)

    op.create_table(
        "number_series",
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_number_series")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name_vi", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("abbreviation", sa.String(length=60), nullable=False),
        sa.Column("other_names", sa.String(length=500), nullable=False),
        sa.Column("listed_as", sa.String(length=300), nullable=True),
        sa.Column(
            "type",
            sa.Enum(
                "steering",
                "party_body",
                "ministry",
                "ministerial_agency",
                "government_agency",
                "state_body",
                "mass_organisation",
                "province",
                "city_under_central",
                "enterprise",
                "institute",
                "university",
                "association",
                "individual",
                "other",
                name="organisationtype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("functional", sa.Boolean(), nullable=False),
        sa.Column("folded", sa.String(length=700), nullable=False),
        sa.Column("made_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("listed_as", name=op.f("uq_organisation_listed_as")),
        sa.UniqueConstraint("name_vi", name=op.f("uq_organisation_name_vi")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_folded"), ["folded"], unique=False)

    op.create_table(
        "plan_criterion",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_vi", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("help_vi", sa.Text(), nullable=False),
        sa.Column("help_en", sa.Text(), nullable=False),
        sa.Column("clause", sa.String(length=300), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_plan_criterion")),
    )
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "name",
            sa.Enum(
                "proposer",
                "secretariat",
                "reviewer",
                "adviser",
                "chief_engineer",
                "committee_member",
                "committee_chair",
                "administrator",
                "auditor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "spent_key",
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("spent_at", core.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_spent_key")),
    )
    op.create_table(
        "strategic_system",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("name_vi", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("content_vi", sa.Text(), nullable=False),
        sa.Column("content_en", sa.Text(), nullable=False),
        sa.Column("clause", sa.String(length=300), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_strategic_system")),
        sa.UniqueConstraint("code", name=op.f("uq_strategic_system_code")),
    )
    op.create_table(
        "target",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("qualitative", sa.Boolean(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("group_vi", sa.String(length=300), nullable=False),
        sa.Column("text_vi", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.Column("unit_vi", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("clause", sa.String(length=300), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_target")),
    )
    op.create_table(
        "template_field",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("parent", sa.String(length=60), nullable=False),
        sa.Column("label_vi", sa.String(length=300), nullable=False),
        sa.Column("label_en", sa.String(length=300), nullable=False),
        sa.Column("help_vi", sa.Text(), nullable=False),
        sa.Column("help_en", sa.Text(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("clause", sa.String(length=300), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_template_field")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("position", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("invited_at", core.db.UtcDateTime(), nullable=True),
        sa.Column("last_seen_at", core.db.UtcDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", core.db.UtcDateTime(), nullable=True),
        sa.Column("folded", sa.String(length=700), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_account_failures")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_account_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_account_fs_uniquifier")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "appointment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("system", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "chief_engineer", "deputy", name="appointmentkind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=300), nullable=False),
        sa.CheckConstraint("system BETWEEN 1 AND 6", name=op.f("ck_appointment_system")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_appointment_order")),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name=op.f("fk_appointment_user_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_appointment_current",
            ["system", "kind"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "attendance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["account.id"], name=op.f("fk_attendance_member_id_account")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["committee_session.id"], name=op.f("fk_attendance_session_id_committee_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("session_id", "member_id", name=op.f("uq_attendance_session_id_member_id")),
    )
    op.create_table(
        "criteria_set",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("highest", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("highest BETWEEN 5 AND 100", name=op.f("ck_criteria_set_scale")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_criteria_set_made_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria_set")),
        sa.UniqueConstraint("version", name=op.f("uq_criteria_set_version")),
    )
    op.create_table(
        "kept_text",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.String(length=300), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("seen", sa.String(length=60), nullable=False),
        sa.Column(
            "fields", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("was", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("kept_at", core.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["account.id"], name=op.f("fk_kept_text_owner_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_text")),
        sa.UniqueConstraint("owner_id", "form", "page", name="uq_kept_text_page"),
    )
    with op.batch_alter_table("kept_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_text_kept_at"), ["kept_at"], unique=False)

    op.create_table(
        "packet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "making",
                "draft",
                "confirming",
                "confirmed",
                "failed",
                "erased",
                name="packetstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("layout", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column(
            "choices", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "proposal_ids",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "named", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "content",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=True,
        ),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("file_key", sa.String(length=120), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("file_size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("problem", sa.String(length=120), nullable=False),
        sa.Column("made_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", core.db.UtcDateTime(), nullable=True),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("erased_at", core.db.UtcDateTime(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'erased') = (erased_at IS NOT NULL)", name=op.f("ck_packet_erased_when_dated")),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR state IN ('confirmed', 'erased')", name=op.f("ck_packet_dated_is_confirmed")
        ),
        sa.CheckConstraint(
            "state != 'confirmed' OR confirmed_at IS NOT NULL", name=op.f("ck_packet_confirmed_is_dated")
        ),
        sa.CheckConstraint(
            "state != 'erased' OR (content IS NULL AND file_key = '')", name=op.f("ck_packet_erased_is_empty")
        ),
        sa.CheckConstraint(
            "state NOT IN ('draft', 'confirmed') OR file_key != ''", name=op.f("ck_packet_made_has_file")
        ),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["account.id"], name=op.f("fk_packet_confirmed_by_id_account")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_packet_job_id_job")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_packet_made_by_id_account")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["committee_session.id"], name=op.f("fk_packet_session_id_committee_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packet")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_packet_session_id_number")),
    )
    with op.batch_alter_table("packet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_packet_session_id"), ["session_id"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "intake",
                "returned",
                "assessment",
                "engineering",
                "committee",
                "decided",
                "withdrawn",
                "refused",
                "merged",
                "secret",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("status_since", core.db.UtcDateTime(), nullable=False),
        sa.Column("standing", sa.String(length=60), nullable=False),
        sa.Column("step_due", sa.Date(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("folded_title", sa.String(length=400), nullable=False),
        sa.Column("unit_name", sa.String(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("new", "detailing", name="proposalkind", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("initiative", sa.Integer(), nullable=True),
        sa.Column("main_system", sa.Integer(), nullable=True),
        sa.Column(
            "related_systems",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("money_total", sa.BigInteger(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("current_version_id", sa.Uuid(), nullable=True),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("made_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status != 'intake' OR number IS NOT NULL", name=op.f("ck_proposal_intake_numbered")),
        sa.CheckConstraint(
            "(number IS NULL) = (current_version_id IS NULL)", name=op.f("ck_proposal_numbered_when_submitted")
        ),
        sa.CheckConstraint("initiative IS NULL OR initiative BETWEEN 1 AND 30", name=op.f("ck_proposal_initiative")),
        sa.CheckConstraint("main_system IS NULL OR main_system BETWEEN 1 AND 6", name=op.f("ck_proposal_main_system")),
        sa.CheckConstraint("money_total >= 0", name=op.f("ck_proposal_money_total")),
        sa.ForeignKeyConstraint(
            ["current_version_id"], ["proposal_version.id"], name="fk_proposal_current_version", use_alter=True
        ),
        sa.ForeignKeyConstraint(["merged_into_id"], ["proposal.id"], name=op.f("fk_proposal_merged_into_id_proposal")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_proposal_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_proposal_owner_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("number", name=op.f("uq_proposal_number")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_proposal_status_due", ["status", "step_due", "id"], unique=False)
        batch_op.create_index("ix_proposal_status_since", ["status", "status_since", "id"], unique=False)
        batch_op.create_index("ix_proposal_status_standing", ["status", "standing", "step_due", "id"], unique=False)
        batch_op.create_index("ix_proposal_system_status", ["main_system", "status"], unique=False)

    op.create_table(
        "rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_rule_made_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule")),
        sa.UniqueConstraint("code", "since", name=op.f("uq_rule_code_since")),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("ended_at", core.db.UtcDateTime(), nullable=True),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_sign_in_user_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_user_id"), ["user_id"], unique=False)

    op.create_table(
        "user_role",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_user_role_role_id_role")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_user_role_user_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_user_role")),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("part", sa.String(length=60), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.Column("made_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("changed_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("removed_at", core.db.UtcDateTime(), nullable=True),
        sa.Column("removed_by_id", sa.Uuid(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(until IS NULL) = (removed_at IS NULL)", name=op.f("ck_attachment_removed_from_a_version")),
        sa.CheckConstraint("until IS NULL OR until >= 2", name=op.f("ck_attachment_until")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_attachment_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["removed_by_id"], ["account.id"], name=op.f("fk_attachment_removed_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "criterion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("set_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name_vi", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("text_vi", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("clause", sa.String(length=300), nullable=False),
        sa.Column("weight", sa.Numeric(precision=6, scale=3), nullable=False),
        sa.Column(
            "parts", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "levels", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.CheckConstraint("weight > 0", name=op.f("ck_criterion_weight")),
        sa.ForeignKeyConstraint(["set_id"], ["criteria_set.id"], name=op.f("fk_criterion_set_id_criteria_set")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("set_id", "code", name=op.f("uq_criterion_set_id_code")),
    )
    op.create_table(
        "draft_part",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=60), nullable=False),
        sa.Column(
            "content", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("saved_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("saved_by_id", sa.Uuid(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_draft_part_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["saved_by_id"], ["account.id"], name=op.f("fk_draft_part_saved_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_part")),
        sa.UniqueConstraint("proposal_id", "part", name=op.f("uq_draft_part_proposal_id_part")),
    )
    op.create_table(
        "intake_refusal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("ground", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_intake_refusal_made_by_id_account")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_intake_refusal_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_refusal")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_intake_refusal_proposal_id")),
    )
    op.create_table(
        "manuscript",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("uploaded_by_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column(
            "found", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("made_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("expires_at", core.db.UtcDateTime(), nullable=False),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_manuscript_expires")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_manuscript_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["account.id"], name=op.f("fk_manuscript_uploaded_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manuscript")),
    )
    with op.batch_alter_table("manuscript", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_manuscript_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_manuscript_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_manuscript_uploaded_by_id"), ["uploaded_by_id"], unique=False)

    op.create_table(
        "proposal_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("at", core.db.UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("deed", sa.String(length=60), nullable=False),
        sa.Column("status_before", sa.String(length=40), nullable=False),
        sa.Column("status_after", sa.String(length=40), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=True),
        sa.Column(
            "audience",
            sa.Enum("everybody", "inside", name="audience", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "facts", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_proposal_event_actor_id_account")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_event_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_event")),
    )
    with op.batch_alter_table("proposal_event", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_event_proposal", ["proposal_id", "id"], unique=False)

    op.create_table(
        "proposal_sight",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("grant", "bar", name="sightkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("made_at", core.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_sight_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name=op.f("fk_proposal_sight_user_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_sight")),
        sa.UniqueConstraint("proposal_id", "user_id", "kind", name=op.f("uq_proposal_sight_proposal_id_user_id_kind")),
    )
    with op.batch_alter_table("proposal_sight", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_sight_user_id"), ["user_id"], unique=False)

    op.create_table(
        "proposal_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "content", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("submitted_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("submitted_by_id", sa.Uuid(), nullable=False),
        sa.Column("no_state_secret", sa.Boolean(), nullable=False),
        sa.CheckConstraint("no_state_secret", name=op.f("ck_proposal_version_declared")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_proposal_version_number")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_version_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["account.id"], name=op.f("fk_proposal_version_submitted_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_version")),
        sa.UniqueConstraint("proposal_id", "number", name=op.f("uq_proposal_version_proposal_id_number")),
    )
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_agenda_item_proposal_id_proposal")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["committee_session.id"], name=op.f("fk_agenda_item_session_id_committee_session")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["proposal_version.id"], name=op.f("fk_agenda_item_version_id_proposal_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("session_id", "proposal_id", name=op.f("uq_agenda_item_session_id_proposal_id")),
    )
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_item_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "assessment",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reviewers", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Integer(), nullable=False),
        sa.Column("opened_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("closed_at", core.db.UtcDateTime(), nullable=True),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("sealed >= 0 AND reviewers >= sealed", name=op.f("ck_assessment_counts")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["account.id"], name=op.f("fk_assessment_closed_by_id_account")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_assessment_proposal_id_proposal")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["proposal_version.id"], name=op.f("fk_assessment_version_id_proposal_version")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_assessment")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "assigned",
                "open",
                "recused",
                "sealed",
                "released",
                name="assignmentstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("assigned_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("assigned_by_id", sa.Uuid(), nullable=False),
        sa.Column("declared_at", core.db.UtcDateTime(), nullable=True),
        sa.Column("conflict_ground", sa.Text(), nullable=False),
        sa.Column("sealed_at", core.db.UtcDateTime(), nullable=True),
        sa.Column("reminded_at", core.db.UtcDateTime(), nullable=True),
        sa.Column("late_told_at", core.db.UtcDateTime(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assigned_by_id"], ["account.id"], name=op.f("fk_assignment_assigned_by_id_account")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_assignment_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["account.id"], name=op.f("fk_assignment_reviewer_id_account")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["proposal_version.id"], name=op.f("fk_assignment_version_id_proposal_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("version_id", "reviewer_id", name=op.f("uq_assignment_version_id_reviewer_id")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index("ix_assignment_due", ["state", "due", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index("ix_assignment_queue", ["reviewer_id", "state", "due", "id"], unique=False)

    op.create_table(
        "attachment_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attachment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pdf",
                "docx",
                "xlsx",
                "png",
                "jpg",
                name="filekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("made_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column(
            "scan",
            sa.Enum(
                "not_scanned",
                "waiting",
                "unreachable",
                "too_large",
                "clean",
                "infected",
                name="scanstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", core.db.UtcDateTime(), nullable=True),
        sa.Column("finding", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "(scan = 'infected') = (finding != '')", name=op.f("ck_attachment_file_finding_when_infected")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_attachment_file_number")),
        sa.CheckConstraint("since >= 1", name=op.f("ck_attachment_file_since")),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachment_file_size")),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_attachment_file_attachment_id_attachment")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_attachment_file_made_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment_file")),
        sa.UniqueConstraint("attachment_id", "number", name=op.f("uq_attachment_file_attachment_id_number")),
        sa.UniqueConstraint("key", name=op.f("uq_attachment_file_key")),
    )
    with op.batch_alter_table("attachment_file", schema=None) as batch_op:
        batch_op.create_index("ix_attachment_file_scan", ["scan"], unique=False)

    op.create_table(
        "duplicate_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("checked_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column(
            "initiative_hints",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["proposal_version.id"], name=op.f("fk_duplicate_check_version_id_proposal_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_check")),
        sa.UniqueConstraint("version_id", name=op.f("uq_duplicate_check_version_id")),
    )
    op.create_table(
        "duplicate_finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("other_version_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("other_proposal_id", sa.Uuid(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "likely_duplicate",
                "overlapping",
                "none",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column(
            "evidence", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("found_at", core.db.UtcDateTime(), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_duplicate_finding_score")),
        sa.CheckConstraint("version_id != other_version_id", name=op.f("ck_duplicate_finding_not_itself")),
        sa.ForeignKeyConstraint(
            ["other_proposal_id"], ["proposal.id"], name=op.f("fk_duplicate_finding_other_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["other_version_id"],
            ["proposal_version.id"],
            name=op.f("fk_duplicate_finding_other_version_id_proposal_version"),
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_duplicate_finding_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["proposal_version.id"], name=op.f("fk_duplicate_finding_version_id_proposal_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_finding")),
        sa.UniqueConstraint(
            "version_id", "other_version_id", name=op.f("uq_duplicate_finding_version_id_other_version_id")
        ),
    )
    with op.batch_alter_table("duplicate_finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duplicate_finding_other_proposal_id"), ["other_proposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duplicate_finding_other_version_id"), ["other_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duplicate_finding_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duplicate_finding_version_id"), ["version_id"], unique=False)

    op.create_table(
        "duplicate_fingerprint",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("added", sa.BigInteger(), nullable=False),
        sa.Column("dropped", sa.BigInteger(), nullable=True),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("dropped IS NULL OR dropped > added", name=op.f("ck_duplicate_fingerprint_order")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_duplicate_fingerprint_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["proposal_version.id"], name=op.f("fk_duplicate_fingerprint_version_id_proposal_version")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_duplicate_fingerprint")),
    )
    with op.batch_alter_table("duplicate_fingerprint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duplicate_fingerprint_added"), ["added"], unique=False)
        batch_op.create_index(batch_op.f("ix_duplicate_fingerprint_dropped"), ["dropped"], unique=False)
        batch_op.create_index(batch_op.f("ix_duplicate_fingerprint_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(
            "uq_duplicate_fingerprint_held",
            ["proposal_id"],
            unique=True,
            sqlite_where=sa.text("dropped IS NULL"),
            postgresql_where=sa.text("dropped IS NULL"),
        )

    op.create_table(
        "duplicate_reading",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["proposal_version.id"], name=op.f("fk_duplicate_reading_version_id_proposal_version")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_duplicate_reading")),
    )
    op.create_table(
        "intake_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("checked_by_id", sa.Uuid(), nullable=False),
        sa.Column("checked_at", core.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["checked_by_id"], ["account.id"], name=op.f("fk_intake_item_checked_by_id_account")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["proposal_version.id"], name=op.f("fk_intake_item_version_id_proposal_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_item")),
        sa.UniqueConstraint("version_id", "item", name=op.f("uq_intake_item_version_id_item")),
    )
    op.create_table(
        "intake_sheet",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("main_system", sa.Integer(), nullable=True),
        sa.Column(
            "related_systems",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("saved_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("saved_by_id", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "main_system IS NULL OR main_system BETWEEN 1 AND 6", name=op.f("ck_intake_sheet_main_system")
        ),
        sa.ForeignKeyConstraint(["saved_by_id"], ["account.id"], name=op.f("fk_intake_sheet_saved_by_id_account")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["proposal_version.id"], name=op.f("fk_intake_sheet_version_id_proposal_version")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_intake_sheet")),
    )
    op.create_table(
        "recommendation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("system", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("acting", sa.Boolean(), nullable=False),
        sa.Column(
            "stance",
            sa.Enum(
                "support",
                "support_with_conditions",
                "rescope",
                "decline",
                name="stance",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "conditions", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("made_at", core.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_recommendation_author_id_account")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_recommendation_proposal_id_proposal")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["proposal_version.id"], name=op.f("fk_recommendation_version_id_proposal_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint("version_id", name=op.f("uq_recommendation_version_id")),
    )
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recommendation_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "recommendation_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column(
            "content", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("saved_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_recommendation_draft_author_id_account")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["proposal_version.id"], name=op.f("fk_recommendation_draft_version_id_proposal_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_draft")),
        sa.UniqueConstraint("version_id", "author_id", name=op.f("uq_recommendation_draft_version_id_author_id")),
    )
    op.create_table(
        "return_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("made_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("answered_at", core.db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_return_request_made_by_id_account")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_return_request_proposal_id_proposal")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["proposal_version.id"], name=op.f("fk_return_request_version_id_proposal_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_request")),
    )
    with op.batch_alter_table("return_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_return_request_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "score_tally",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Integer(), nullable=False),
        sa.Column("mean", sa.Numeric(precision=8, scale=3), nullable=True),
        sa.Column("lowest", sa.Numeric(precision=8, scale=3), nullable=True),
        sa.Column("highest", sa.Numeric(precision=8, scale=3), nullable=True),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_score_tally_proposal_id_proposal")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["proposal_version.id"], name=op.f("fk_score_tally_version_id_proposal_version")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_score_tally")),
    )
    with op.batch_alter_table("score_tally", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_score_tally_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "scorecard",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("set_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "sealed", name="cardstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("marked", sa.Integer(), nullable=False),
        sa.Column("total", sa.Numeric(precision=8, scale=3), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("saved_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("saved_from", sa.String(length=40), nullable=False),
        sa.Column("sealed_at", core.db.UtcDateTime(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'sealed') = (sealed_at IS NOT NULL)", name=op.f("ck_scorecard_sealed_when_dated")),
        sa.CheckConstraint("marked >= 0", name=op.f("ck_scorecard_marked")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_scorecard_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["account.id"], name=op.f("fk_scorecard_reviewer_id_account")),
        sa.ForeignKeyConstraint(["set_id"], ["criteria_set.id"], name=op.f("fk_scorecard_set_id_criteria_set")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["proposal_version.id"], name=op.f("fk_scorecard_version_id_proposal_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard")),
        sa.UniqueConstraint("version_id", "reviewer_id", name=op.f("uq_scorecard_version_id_reviewer_id")),
    )
    with op.batch_alter_table("scorecard", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scorecard_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index("ix_scorecard_reviewer_state", ["reviewer_id", "state"], unique=False)

    op.create_table(
        "system_opinion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("system", sa.Integer(), nullable=False),
        sa.Column("asked_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("given_at", core.db.UtcDateTime(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_system_opinion_asked_by_id_account")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_system_opinion_author_id_account")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_system_opinion_proposal_id_proposal")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["proposal_version.id"], name=op.f("fk_system_opinion_version_id_proposal_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system_opinion")),
        sa.UniqueConstraint("version_id", "system", name=op.f("uq_system_opinion_version_id_system")),
    )
    with op.batch_alter_table("system_opinion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_system_opinion_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "approve",
                "approve_with_conditions",
                "return",
                "decline",
                "defer",
                "forward",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "conditions", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("supervisor_id", sa.Uuid(), nullable=True),
        sa.Column("lead_unit", sa.String(length=300), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("forwarded_to", sa.String(length=300), nullable=False),
        sa.Column("against_reason", sa.Text(), nullable=False),
        sa.Column("agree", sa.Integer(), nullable=False),
        sa.Column("disagree", sa.Integer(), nullable=False),
        sa.Column("other", sa.Integer(), nullable=False),
        sa.Column("decided_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("outcome != 'forward' OR forwarded_to != ''", name=op.f("ck_decision_forwarded")),
        sa.CheckConstraint(
            "outcome NOT IN ('approve', 'approve_with_conditions') OR (supervisor_id IS NOT NULL AND lead_unit != '' AND due IS NOT NULL)",
            name=op.f("ck_decision_approval_assigned"),
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_decision_decided_by_id_account")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_decision_item_id_agenda_item")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_decision_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["supervisor_id"], ["account.id"], name=op.f("fk_decision_supervisor_id_account")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["proposal_version.id"], name=op.f("fk_decision_version_id_proposal_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("item_id", name=op.f("uq_decision_item_id")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "duplicate_ruling",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "duplicate",
                "builds_on",
                "complements",
                "distinct",
                name="rulingkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ruled_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("ruled_by_id", sa.Uuid(), nullable=False),
        sa.Column("superseded_at", core.db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["duplicate_finding.id"], name=op.f("fk_duplicate_ruling_finding_id_duplicate_finding")
        ),
        sa.ForeignKeyConstraint(["ruled_by_id"], ["account.id"], name=op.f("fk_duplicate_ruling_ruled_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_ruling")),
    )
    with op.batch_alter_table("duplicate_ruling", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duplicate_ruling_finding_id"), ["finding_id"], unique=False)
        batch_op.create_index(
            "uq_duplicate_ruling_live",
            ["finding_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "item_withdrawal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("made_at", core.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_item_withdrawal_item_id_agenda_item")),
        sa.ForeignKeyConstraint(["member_id"], ["account.id"], name=op.f("fk_item_withdrawal_member_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_withdrawal")),
        sa.UniqueConstraint("item_id", "member_id", name=op.f("uq_item_withdrawal_item_id_member_id")),
    )
    op.create_table(
        "mark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("value IS NULL OR value >= 0", name=op.f("ck_mark_value")),
        sa.ForeignKeyConstraint(["card_id"], ["scorecard.id"], name=op.f("fk_mark_card_id_scorecard")),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_mark_criterion_id_criterion")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        sa.UniqueConstraint("card_id", "criterion_id", name=op.f("uq_mark_card_id_criterion_id")),
    )
    op.create_table(
        "return_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["return_request.id"], name=op.f("fk_return_line_request_id_return_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_line")),
        sa.UniqueConstraint("request_id", "part", name=op.f("uq_return_line_request_id_part")),
    )
    op.create_table(
        "vote",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column(
            "choice",
            sa.Enum(
                "agree", "disagree", "other", name="votechoice", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("cast_at", core.db.UtcDateTime(), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("choice != 'other' OR opinion != ''", name=op.f("ck_vote_opinion")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["account.id"], name=op.f("fk_vote_entered_by_id_account")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_vote_item_id_agenda_item")),
        sa.ForeignKeyConstraint(["member_id"], ["account.id"], name=op.f("fk_vote_member_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
        sa.UniqueConstraint("item_id", "member_id", name=op.f("uq_vote_item_id_member_id")),
    )

    if op.get_bind().dialect.name == "postgresql":  # SQLite made it with the table; the two tables point at each other
        op.create_foreign_key(
            "fk_proposal_current_version", "proposal", "proposal_version", ["current_version_id"], ["id"]
        )
    op.bulk_insert(
        sa.table("audit_head", sa.column("id"), sa.column("entry_id"), sa.column("link")),
        [{"id": 1, "entry_id": 0, "link": "0" * 64}],
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_proposal_current_version", "proposal", type_="foreignkey")
    op.drop_table("vote")
    op.drop_table("return_line")
    op.drop_table("mark")
    op.drop_table("item_withdrawal")
    with op.batch_alter_table("duplicate_ruling", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_duplicate_ruling_live",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_duplicate_ruling_finding_id"))

    op.drop_table("duplicate_ruling")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_proposal_id"))

    op.drop_table("decision")
    with op.batch_alter_table("system_opinion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_system_opinion_proposal_id"))

    op.drop_table("system_opinion")
    with op.batch_alter_table("scorecard", schema=None) as batch_op:
        batch_op.drop_index("ix_scorecard_reviewer_state")
        batch_op.drop_index(batch_op.f("ix_scorecard_proposal_id"))

    op.drop_table("scorecard")
    with op.batch_alter_table("score_tally", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_score_tally_proposal_id"))

    op.drop_table("score_tally")
    with op.batch_alter_table("return_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_return_request_proposal_id"))

    op.drop_table("return_request")
    op.drop_table("recommendation_draft")
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recommendation_proposal_id"))

    op.drop_table("recommendation")
    op.drop_table("intake_sheet")
    op.drop_table("intake_item")
    op.drop_table("duplicate_reading")
    with op.batch_alter_table("duplicate_fingerprint", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_duplicate_fingerprint_held",
            sqlite_where=sa.text("dropped IS NULL"),
            postgresql_where=sa.text("dropped IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_duplicate_fingerprint_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_duplicate_fingerprint_dropped"))
        batch_op.drop_index(batch_op.f("ix_duplicate_fingerprint_added"))

    op.drop_table("duplicate_fingerprint")
    with op.batch_alter_table("duplicate_finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duplicate_finding_version_id"))
        batch_op.drop_index(batch_op.f("ix_duplicate_finding_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_duplicate_finding_other_version_id"))
        batch_op.drop_index(batch_op.f("ix_duplicate_finding_other_proposal_id"))

    op.drop_table("duplicate_finding")
    op.drop_table("duplicate_check")
    with op.batch_alter_table("attachment_file", schema=None) as batch_op:
        batch_op.drop_index("ix_attachment_file_scan")

    op.drop_table("attachment_file")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index("ix_assignment_queue")
        batch_op.drop_index(batch_op.f("ix_assignment_proposal_id"))
        batch_op.drop_index("ix_assignment_due")

    op.drop_table("assignment")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_proposal_id"))

    op.drop_table("assessment")
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_item_proposal_id"))

    op.drop_table("agenda_item")
    op.drop_table("proposal_version")
    with op.batch_alter_table("proposal_sight", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_sight_user_id"))

    op.drop_table("proposal_sight")
    with op.batch_alter_table("proposal_event", schema=None) as batch_op:
        batch_op.drop_index("ix_proposal_event_proposal")

    op.drop_table("proposal_event")
    with op.batch_alter_table("manuscript", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_manuscript_uploaded_by_id"))
        batch_op.drop_index(batch_op.f("ix_manuscript_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_manuscript_expires_at"))

    op.drop_table("manuscript")
    op.drop_table("intake_refusal")
    op.drop_table("draft_part")
    op.drop_table("criterion")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_proposal_id"))

    op.drop_table("attachment")
    op.drop_table("user_role")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_user_id"))

    op.drop_table("sign_in")
    op.drop_table("rule")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index("ix_proposal_system_status")
        batch_op.drop_index("ix_proposal_status_standing")
        batch_op.drop_index("ix_proposal_status_since")
        batch_op.drop_index("ix_proposal_status_due")
        batch_op.drop_index(batch_op.f("ix_proposal_owner_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_organisation_id"))

    op.drop_table("proposal")
    with op.batch_alter_table("packet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_packet_session_id"))

    op.drop_table("packet")
    with op.batch_alter_table("kept_text", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_text_kept_at"))

    op.drop_table("kept_text")
    op.drop_table("criteria_set")
    op.drop_table("attendance")
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_appointment_current", sqlite_where=sa.text("until IS NULL"), postgresql_where=sa.text("until IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_appointment_user_id"))

    op.drop_table("appointment")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_sort_key"))
        batch_op.drop_index(batch_op.f("ix_account_organisation_id"))

    op.drop_table("account")
    op.drop_table("template_field")
    op.drop_table("target")
    op.drop_table("strategic_system")
    op.drop_table("spent_key")
    op.drop_table("role")
    op.drop_table("plan_criterion")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_folded"))

    op.drop_table("organisation")
    op.drop_table("number_series")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_recipient_id"))

    op.drop_table("mail")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_job_waiting_key", sqlite_where=sa.text("state = 'queued'"), postgresql_where=sa.text("state = 'queued'")
        )
        batch_op.drop_index("ix_job_due")

    op.drop_table("job")
    with op.batch_alter_table("initiative", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_initiative_system"))

    op.drop_table("initiative")
    op.drop_table("duplicate_registry")
    op.drop_table("committee_session")
    op.drop_table("catalog_release")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_actor_id"))

    op.drop_table("audit_entry")
