-- Mentors invite mentees who said that they may be found; the mentorship begins when the mentee says yes.

CREATE TABLE mentee_findable (
    account_id TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    since BIGINT NOT NULL
);
CREATE INDEX mentee_findable_newest ON mentee_findable (since, account_id);

CREATE TABLE mentorship_invitation (
    id TEXT PRIMARY KEY,
    mentor_id TEXT NOT NULL REFERENCES account (id),
    mentee_id TEXT NOT NULL REFERENCES account (id),
    track TEXT NOT NULL CHECK (track IN ('career', 'relocation', 'language')),
    state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn', 'expired', 'closed')),
    -- The mentor's words.
    message TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    deadline_at BIGINT NOT NULL,
    ended_at BIGINT,
    mentorship_id TEXT REFERENCES mentorship (id)
);
CREATE UNIQUE INDEX mentorship_invitation_live ON mentorship_invitation (mentor_id, mentee_id, track)
    WHERE state = 'open';
CREATE INDEX mentorship_invitation_by_mentor ON mentorship_invitation (mentor_id, created_at, id);
CREATE INDEX mentorship_invitation_to_mentee ON mentorship_invitation (mentee_id, created_at, id);
CREATE INDEX mentorship_invitation_due ON mentorship_invitation (deadline_at, id) WHERE state = 'open';
CREATE INDEX mentorship_invitation_begun ON mentorship_invitation (mentorship_id) WHERE mentorship_id IS NOT NULL;
