import Core
import Storage

/// Levels of mentors: asked for by the mentor, granted and taken back by moderators.
extension MentoringService {
    /// Asks for the second or third level.
    /// - Throws: `signInRequired`; `forbidden`; `notFound` for who is no mentor; `invalid`; `conflict` with
    ///   `mentor_level_order` when it is not the next level, with `mentor_review_open` while another waits.
    package func requestLevel(_ draft: MentorReviewDraft, as principal: Principal) async throws -> MentorReview {
        let (level, note) = try draft.validated()
        return try await store.write { transaction in
            let member = try principal.requireWriter().id
            let mentor = try ownMentor(member, in: transaction)
            guard level == mentor.verification + 1 else { throw Problem(.conflict, "mentor_level_order") }
            if try ReviewRepository.last(of: member, in: transaction)?.state == .open {
                throw Problem(.conflict, "mentor_review_open")
            }
            return try openReview(of: member, level: level, note: note, in: transaction)
        }
    }

    /// The first level is asked for by the profile itself.
    func openFirstReview(of member: MemberID, in transaction: any WriteTransaction) throws {
        if try ReviewRepository.last(of: member, in: transaction)?.state == .open { return }
        _ = try openReview(of: member, level: 1, note: "", in: transaction)
    }

    private func openReview(
        of member: MemberID, level: Int, note: String, in transaction: any WriteTransaction
    ) throws -> MentorReview {
        let id: MentorReviewID = ids.next(at: clock.now)
        try ReviewRepository.insert(id, of: member, level: level, note: note, at: clock.now, in: transaction)
        return try stored(id, in: transaction)
    }

    private func stored(_ id: MentorReviewID, in transaction: any Transaction) throws -> MentorReview {
        guard let review = try ReviewRepository.review(id, in: transaction) else { throw Problem.notFound }
        return review
    }

    /// Levels that were asked for, the oldest first. For staff.
    /// - Throws: `notFound` for who is no staff.
    package func openReviews(
        after cursor: PageCursor? = nil, limit: Int = perPage, as principal: Principal
    ) async throws -> Paged<MentorReview> {
        guard principal.isStaff else { throw Problem.notFound }
        return try await store.read { transaction in
            Paged(try ReviewRepository.open(after: cursor, limit: limit, in: transaction), limit: limit) {
                PageCursor(key: $0.openedAt.milliseconds, id: $0.id.text)
            }
        }
    }

    /// Grants or refuses a level. For staff, not for oneself.
    /// - Throws: `notFound`; `invalid`, also for a basis that is not good for the level; `forbidden` with `own_review`;
    ///   `conflict` with `already_decided`, with `too_few_vouches` below two.
    package func decide(
        _ draft: MentorDecisionDraft, on id: MentorReviewID, as principal: Principal
    ) async throws -> MentorReview {
        guard principal.isStaff else { throw Problem.notFound }
        let (basis, answer) = try draft.validated()
        return try await store.write { transaction in
            let review = try stored(id, in: transaction)
            guard review.state == .open else { throw Problem(.conflict, "already_decided") }
            guard review.mentor.id != principal.member?.id else { throw Problem(.forbidden, "own_review") }
            if let basis {
                guard basis.level == review.level else { throw Problem.invalid("basis", "basis_level") }
                if basis == .vouches, review.vouches < 2 { throw Problem(.conflict, "too_few_vouches") }
                try move(
                    try ownMentor(review.mentor.id, in: transaction), to: review.level, reason: basis.rawValue,
                    as: principal, in: transaction)
            }
            try ReviewRepository.decide(
                id, basis == nil ? .refused : .granted, basis: basis, answer: answer, by: principal.member?.id,
                at: clock.now, in: transaction)
            let decided = try stored(id, in: transaction)
            try listener(.decided(decided), principal, transaction)
            return decided
        }
    }

    /// Takes levels back. For staff, not from oneself.
    /// - Throws: `notFound`; `invalid`; `forbidden` with `own_review`; `conflict` with `mentor_level_order` when the
    ///   mentor has no higher one.
    package func setLevel(
        _ draft: MentorLevelDraft, of username: String, as principal: Principal
    ) async throws -> Mentor {
        guard principal.isStaff else { throw Problem.notFound }
        let (level, note) = try draft.validated()
        return try await store.write { transaction in
            let mentor = try visible(username, as: principal, in: transaction)
            guard mentor.member.id != principal.member?.id else { throw Problem(.forbidden, "own_review") }
            guard level < mentor.verification else { throw Problem(.conflict, "mentor_level_order") }
            return try move(mentor, to: level, reason: note, as: principal, in: transaction)
        }
    }

    @discardableResult
    private func move(
        _ mentor: Mentor, to level: Int, reason: String, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws -> Mentor {
        let id = mentor.member.id
        try MentorRepository.setLevel(
            level, of: id, listedAt: level > 0 ? mentor.listedAt ?? clock.now : nil, at: clock.now, in: transaction)
        let moved = try ownMentor(id, in: transaction)
        try MentorRepository.putFacets(of: moved, in: transaction)
        MentorRepository.touch(id, in: transaction)
        try listener(
            .level(moved, from: mentor.verification, to: level, reason: reason), principal, transaction)
        return moved
    }
}
