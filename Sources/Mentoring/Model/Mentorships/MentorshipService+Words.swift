import Core
import Storage

extension MentorshipService {
    /// Writes to the other. Sent twice with the same id, it is written once.
    /// - Throws: `signInRequired`; `notFound` for all but the two; `conflict` with `mentorship_silent` or
    ///   `id_conflict`; `invalid` naming `body`.
    package func write(
        _ draft: MentorshipMessageDraft, to id: MentorshipID, form: FormReceipt? = nil, as principal: Principal
    ) async throws -> (message: MentorshipMessage, isNew: Bool) {
        let body = try draft.validated()
        return try await store.write { try write(body, draft.id, to: id, form: form, as: principal, in: $0) }
    }

    func write(
        _ body: String, _ sent: MentorshipMessageID?, to id: MentorshipID, form: FormReceipt? = nil,
        as principal: Principal, in transaction: any WriteTransaction
    ) throws -> (message: MentorshipMessage, isNew: Bool) {
        let member = try principal.requireWriter()
        let now = clock.now
        let before = try own(id, member.id, transaction)
        guard let side = before.side(of: member.id) else { throw Problem.notFound }
        if let earlier = try SubmittedForms.result(of: form, from: member.id, in: transaction) {
            return (try message(MentorshipMessageID(trusted: earlier), member.id, transaction), false)
        }
        if let sent, let known = try MentorshipMessageRepository.place(of: sent, in: transaction) {
            guard known.mentorship == id, known.author == member.id, known.body == body else {
                throw Problem(.conflict, "id_conflict")
            }
            return (try message(sent, member.id, transaction), false)
        }
        let (course, event) = try before.course.afterWords(of: side, at: now)
        let made = try add(body, sent, by: side, to: before, at: now, in: transaction)
        try SubmittedForms.note(made.text, of: form, from: member.id, at: now, in: transaction)
        try keep(course, event, of: before, by: side, at: now, in: transaction)
        try tell(event == .answer ? .mentorAnswer : .mentorMessage, side.other, of: before, in: transaction)
        return (try message(made, member.id, transaction), true)
    }

    /// Words that change nothing but the time of the last are no step.
    private func keep(
        _ course: MentorshipCourse, _ event: MentorshipEvent?, of before: Mentorship, by side: MentorshipSide,
        at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        var after = before
        after.course = course
        guard let event else {
            guard course != before.course else { return }
            try MentorshipRepository.update(after, outcome: nil, at: now, in: transaction)
            return try touch(after, hasOtherSeats: false, in: transaction)
        }
        let isAnswer = event == .answer
        let new = MentorshipEventRepository.New(
            event: event, actor: isAnswer ? MentorshipActor(side) : .program,
            member: isAnswer ? before.name(of: side).id : nil, from: before.course.state)
        try save(after, new, at: now, in: transaction)
    }

    @discardableResult
    func add(
        _ body: String, _ sent: MentorshipMessageID? = nil, by side: MentorshipSide, to mentorship: Mentorship,
        at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> MentorshipMessageID {
        let id: MentorshipMessageID = sent ?? ids.next(at: now)
        try MentorshipMessageRepository.add(
            body, id, by: mentorship.name(of: side).id, to: mentorship.id, at: now, in: transaction)
        transaction.touch(.enters(scope: Self.scope(mentorship.id), entity: "message", id: id.text))
        return id
    }

    private func message(
        _ id: MentorshipMessageID, _ member: MemberID, _ transaction: any Transaction
    ) throws -> MentorshipMessage {
        guard let found = try MentorshipMessageRepository.byID([id.text], of: member, in: transaction).first else {
            throw Problem.notFound
        }
        return found
    }
}
