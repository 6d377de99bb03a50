-- Groups: who knows of them, who reads what is written in them, and how one becomes a member.

CREATE TABLE member_group (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    about TEXT NOT NULL,
    -- public: everybody reads its threads; listed: everybody knows its name; secret: nobody but its members knows of it.
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'listed', 'secret')),
    joining TEXT NOT NULL CHECK (joining IN ('open', 'request', 'invite', 'women')),
    -- Asked of who wants to join, one a line.
    questions TEXT NOT NULL,
    -- How long a membership lasts; until it is left where there is none.
    member_days INTEGER CHECK (member_days BETWEEN 30 AND 1095),
    member_count INTEGER NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX member_group_slug_key ON member_group (slug);
CREATE INDEX member_group_newest ON member_group (created_at, id) WHERE visibility <> 'secret';

-- One row a member and group, whatever became of it: who was removed does not come back by asking.
CREATE TABLE group_member (
    group_id TEXT NOT NULL REFERENCES member_group (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('asked', 'invited', 'member', 'left', 'refused', 'removed', 'expired')),
    is_moderator SMALLINT NOT NULL DEFAULT 0 CHECK (is_moderator IN (0, 1)),
    -- Since when the state is what it is.
    since BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (group_id, account_id)
);
CREATE INDEX group_member_in_order ON group_member (group_id, state, since, account_id);
CREATE INDEX group_member_of_account ON group_member (account_id, state, since, group_id);
CREATE INDEX group_member_moderators ON group_member (group_id, account_id) WHERE is_moderator = 1;
CREATE INDEX group_member_expiring ON group_member (expires_at) WHERE state = 'member' AND expires_at IS NOT NULL;

-- What somebody who asks answered: for the moderators of the group alone, and gone once they have decided.
CREATE TABLE group_answer (
    group_id TEXT NOT NULL REFERENCES member_group (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    place SMALLINT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (group_id, account_id, place)
);
CREATE INDEX group_answer_of_account ON group_answer (account_id);

-- What a member said of herself to join a group of women: kept apart, for the moderators of that group alone.
CREATE TABLE group_declaration (
    group_id TEXT NOT NULL REFERENCES member_group (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    declared_at BIGINT NOT NULL,
    PRIMARY KEY (group_id, account_id)
);
CREATE INDEX group_declaration_of_account ON group_declaration (account_id);

-- Members of the group who know who asks.
CREATE TABLE group_vouch (
    group_id TEXT NOT NULL REFERENCES member_group (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    voucher_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (group_id, account_id, voucher_id)
);
CREATE INDEX group_vouch_of_account ON group_vouch (account_id);
CREATE INDEX group_vouch_by_voucher ON group_vouch (voucher_id);

-- A thread of a group is for those who may read in the group (`Visibility`).
ALTER TABLE forum_thread ADD COLUMN group_id TEXT REFERENCES member_group (id);
CREATE INDEX forum_thread_group_hot ON forum_thread (group_id, hot_rank, id) WHERE group_id IS NOT NULL;
CREATE INDEX forum_thread_group_new ON forum_thread (group_id, created_at, id) WHERE group_id IS NOT NULL;
CREATE INDEX forum_thread_group_active ON forum_thread (group_id, last_post_at, id) WHERE group_id IS NOT NULL;
