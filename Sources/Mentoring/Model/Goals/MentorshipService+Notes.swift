import Core
import Storage

/// What each of the two notes for themselves, while it goes on and afterwards: nobody else reads it.
extension MentorshipService {
    /// A page of the member's own notes of a mentorship, the newest first.
    /// - Throws: `signInRequired`; `notFound` for all but the two.
    package func notes(
        in id: MentorshipID, after cursor: PageCursor? = nil, limit: Int = MentorshipLimits.perPage,
        as principal: Principal
    ) async throws -> (mentorship: Mentorship, notes: Paged<MentorshipNote>) {
        let member = try principal.requireMember()
        let now = clock.now
        return try await store.read { transaction in
            let mentorship = try own(id, member.id, transaction).seen(at: now)
            let found = try NoteRepository.notes(
                of: member.id, in: id, after: cursor, limit: limit, transaction)
            let page = Paged(found, limit: limit) { PageCursor(key: $0.createdAt.milliseconds, id: $0.id.text) }
            return (mentorship, page)
        }
    }

    /// A note of one's own with its mentorship.
    /// - Throws: `signInRequired`; `notFound`.
    package func note(
        _ note: MentorshipNoteID, in id: MentorshipID, as principal: Principal
    ) async throws -> (note: MentorshipNote, mentorship: Mentorship) {
        let member = try principal.requireMember()
        let now = clock.now
        return try await store.read { transaction in
            let found = try ownNote(note, in: id, member.id, transaction)
            return (found, try own(id, member.id, transaction).seen(at: now))
        }
    }

    /// - Parameter id: where it must be; `nil` for wherever it is.
    func ownNote(
        _ note: MentorshipNoteID, in id: MentorshipID?, _ member: MemberID, _ transaction: any Transaction
    ) throws -> MentorshipNote {
        guard let found = try NoteRepository.byID([note.text], of: member, in: transaction).first,
            id == nil || found.mentorship == id
        else { throw Problem.notFound }
        return found
    }

    /// Notes something. Sent twice, with the same id or by the same form, it is noted once.
    /// - Throws: `signInRequired`; `notFound` for all but the two; `invalid` naming `body`; `conflict` with `id_conflict`
    ///   or `too_many_notes`.
    package func add(
        _ draft: MentorshipNoteDraft, to id: MentorshipID, form: FormReceipt? = nil, as principal: Principal
    ) async throws -> (note: MentorshipNote, isNew: Bool) {
        try await store.write { try add(draft, to: id, form: form, as: principal, in: $0) }
    }

    func add(
        _ draft: MentorshipNoteDraft, to id: MentorshipID, form: FormReceipt? = nil, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws -> (note: MentorshipNote, isNew: Bool) {
        let member = try principal.requireWriter()
        let now = clock.now
        _ = try own(id, member.id, transaction)
        let earlier = try SubmittedForms.result(of: form, from: member.id, in: transaction)
        if let known = earlier.map({ MentorshipNoteID(trusted: $0) }) ?? draft.id,
            try NoteRepository.exists(known, in: transaction)
        {
            let known = try NoteRepository.byID([known.text], of: member.id, in: transaction).first
            guard let known, known.mentorship == id else { throw Problem(.conflict, "id_conflict") }
            return (known, false)
        }
        let body = try draft.validated()
        let most = MentorshipLimits.notes
        guard try NoteRepository.count(of: member.id, in: id, transaction) < most else {
            throw Problem(.conflict, "too_many_notes", arguments: ["max": "\(most)"])
        }
        let note = MentorshipNote(
            id: draft.id ?? ids.next(at: now), mentorship: id, body: body, createdAt: now, updatedAt: now, version: 1)
        try NoteRepository.insert(note, of: member.id, in: transaction)
        // What the form made before may be gone by now.
        let receipt = earlier == nil ? form : nil
        try SubmittedForms.note(note.id.text, of: receipt, from: member.id, at: now, in: transaction)
        touch(note, of: member.id, in: transaction)
        return (note, true)
    }

    /// Writes a note anew.
    /// - Throws: `signInRequired`; `notFound` for what is not one's own; `invalid` naming `body`; `stale` with
    ///   `stale_version`.
    package func change(
        _ note: MentorshipNoteID, _ change: MentorshipNoteChange, in id: MentorshipID, as principal: Principal
    ) async throws -> MentorshipNote {
        try await store.write { try self.change(note, change, in: id, as: principal, in: $0) }
    }

    func change(
        _ note: MentorshipNoteID, _ change: MentorshipNoteChange, in id: MentorshipID?, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws -> MentorshipNote {
        let member = try principal.requireWriter()
        let before = try ownNote(note, in: id, member.id, transaction)
        var after = before
        after.body = try MentorshipNoteDraft(body: change.body).validated()
        // Sent twice, it is done once.
        guard after != before else { return before }
        if let version = change.version, version != before.version { throw Problem(.stale, "stale_version") }
        (after.updatedAt, after.version) = (clock.now, before.version + 1)
        try NoteRepository.update(after, in: transaction)
        touch(after, of: member.id, in: transaction)
        return after
    }

    /// Removes a note.
    /// - Throws: `signInRequired`; `notFound` for what is not one's own.
    package func remove(_ note: MentorshipNoteID, in id: MentorshipID, as principal: Principal) async throws {
        try await store.write { try remove(note, in: id, as: principal, in: $0) }
    }

    func remove(
        _ note: MentorshipNoteID, in id: MentorshipID?, as principal: Principal, in transaction: any WriteTransaction
    ) throws {
        let member = try principal.requireMember()
        _ = try ownNote(note, in: id, member.id, transaction)
        try NoteRepository.remove(note, in: transaction)
        transaction.touch(.leaves(scope: "u:\(member.id)", entity: "note", id: note.text))
    }

    private func touch(_ note: MentorshipNote, of member: MemberID, in transaction: any WriteTransaction) {
        transaction.touch(.enters(scope: "u:\(member)", entity: "note", id: note.id.text))
    }
}
