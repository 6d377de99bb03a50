import Core
import Jobs
import Storage

extension ApplicationService {
    /// Follows an application; the same id again, or the same job, gives what is there.
    /// - Throws: `signInRequired`; `invalid` naming the fields; `notFound` or `gone` for a job that the member may not
    ///   read; `conflict` with `id_conflict` or `too_many_applications`.
    package func start(
        _ draft: ApplicationDraft, form: FormReceipt? = nil, as principal: Principal
    ) async throws -> (application: JobApplication, isNew: Bool) {
        let valid = try draft.validated(at: clock.now)
        return try await store.write { try start(valid, form: form, as: principal, in: $0) }
    }

    func start(
        _ valid: ApplicationDraft.Valid, form: FormReceipt? = nil, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws -> (application: JobApplication, isNew: Bool) {
        let member = try principal.requireMember()
        let now = clock.now
        if let known = try known(valid, form, member, in: transaction) { return (known, false) }
        if try ApplicationRepository.count(of: member.id, in: transaction) >= Self.most {
            throw Problem(.conflict, "too_many_applications", arguments: ["max": "\(Self.most)"])
        }
        let content = try filled(valid, as: principal, in: transaction)
        let application = JobApplication(
            id: valid.id ?? ids.next(at: now), jobID: valid.job, content: content, stage: valid.stage,
            stageOn: valid.stageOn, notesRevision: 1, createdAt: now, updatedAt: now, revision: 1)
        try ApplicationRepository.insert(application, of: member.id, in: transaction)
        try note(application.stage, on: application.stageOn, of: application.id, in: transaction)
        try SubmittedForms.note(application.id.text, of: form, from: member.id, at: now, in: transaction)
        touch(application.id, of: member, in: transaction)
        return (try own(application.id, member, transaction), true)
    }

    /// What was sent before, or is followed already.
    private func known(
        _ valid: ApplicationDraft.Valid, _ form: FormReceipt?, _ member: Principal.Member,
        in transaction: any Transaction
    ) throws -> JobApplication? {
        if let earlier = try SubmittedForms.result(of: form, from: member.id, in: transaction),
            let found = try ApplicationRepository.byID([earlier], of: member.id, in: transaction).first
        {
            return found
        }
        if let id = valid.id, let owner = try ApplicationRepository.owner(of: id, in: transaction) {
            guard owner == member.id else { throw Problem(.conflict, "id_conflict") }
            return try own(id, member, transaction)
        }
        guard let job = valid.job else { return nil }
        return try ApplicationRepository.application(ofJob: job, of: member.id, in: transaction).map {
            try own($0, member, transaction)
        }
    }

    /// What the job says where the member says nothing.
    private func filled(
        _ valid: ApplicationDraft.Valid, as principal: Principal, in transaction: any Transaction
    ) throws -> ApplicationContent {
        var content = valid.content
        guard let id = valid.job else { return content }
        let job = try jobs.job(id, as: principal, in: transaction)
        if content.employerName.isEmpty { content.employerName = job.employer.name }
        if content.title.isEmpty { content.title = job.content.title }
        if content.link.isEmpty, job.isOpen { content.link = job.content.applyURL }
        return content
    }

    /// Changes what is said of an application; what the change leaves out stays, unless it is whole.
    /// - Parameters:
    ///   - revision: the one that the change was made from, if the caller knows.
    ///   - isWhole: whether what is left out is taken back: a form has all fields.
    /// - Throws: `signInRequired`; `notFound`; `invalid` naming the fields; `stale` with `stale_version`.
    package func change(
        _ change: ApplicationChange, of id: ApplicationID, from revision: Int64? = nil, isWhole: Bool = false,
        as principal: Principal
    ) async throws -> JobApplication {
        try await store.write { transaction in
            let member = try principal.requireMember()
            let before = try own(id, member, transaction)
            if let revision, revision != before.revision { throw Problem(.stale, "stale_version") }
            return try self.change(change, of: before, isWhole: isWhole, by: member, in: transaction)
        }
    }

    /// - Parameter baseRevision: the revision that the notes were changed from, if the caller knows: notes that were
    ///   changed since are not written over.
    /// - Throws: as `change(_:of:from:isWhole:as:)`.
    func change(
        _ change: ApplicationChange, of id: ApplicationID, baseRevision: Int64?, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws -> JobApplication {
        let member = try principal.requireMember()
        let before = try own(id, member, transaction)
        if let baseRevision, let notes = change.notes, baseRevision < before.notesRevision,
            UserText.clean(notes, .block) != before.content.notes
        {
            throw Problem(.stale, "stale_version")
        }
        return try self.change(change, of: before, isWhole: false, by: member, in: transaction)
    }

    private func change(
        _ change: ApplicationChange, of before: JobApplication, isWhole: Bool, by member: Principal.Member,
        in transaction: any WriteTransaction
    ) throws -> JobApplication {
        let content = try change.applied(to: before.content, isWhole: isWhole, at: clock.now)
        guard content != before.content else { return before }
        var application = before
        application.content = content
        application.revision += 1
        if content.notes != before.content.notes { application.notesRevision = application.revision }
        return try save(application, member, in: transaction)
    }

    private func save(
        _ application: JobApplication, _ member: Principal.Member, in transaction: any WriteTransaction
    ) throws -> JobApplication {
        var application = application
        application.updatedAt = clock.now
        try ApplicationRepository.update(application, in: transaction)
        touch(application.id, of: member, in: transaction)
        return try own(application.id, member, transaction)
    }

    /// Moves an application to a stage, any to any; its history grows.
    /// - Throws: `signInRequired`; `notFound`; `invalid` naming the fields; `conflict` with `too_many_moves`.
    package func move(
        _ draft: ApplicationMoveDraft, _ id: ApplicationID, as principal: Principal
    ) async throws -> JobApplication {
        let (stage, on) = try draft.validated(at: clock.now)
        return try await store.write { try move(to: stage, on: on, id, as: principal, in: $0) }
    }

    func move(
        to stage: ApplicationStage, on day: CivilDay, _ id: ApplicationID, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws -> JobApplication {
        let member = try principal.requireMember()
        var application = try own(id, member, transaction)
        // Said twice, it happened once.
        if application.stage == stage, application.stageOn == day { return application }
        guard application.moves.count < Self.mostMoves else {
            throw Problem(.conflict, "too_many_moves", arguments: ["max": "\(Self.mostMoves)"])
        }
        try note(stage, on: day, of: id, in: transaction)
        (application.stage, application.stageOn) = (stage, day)
        application.revision += 1
        return try save(application, member, in: transaction)
    }

    private func note(
        _ stage: ApplicationStage, on day: CivilDay, of id: ApplicationID, in transaction: any WriteTransaction
    ) throws {
        let now = clock.now
        let moveID: ApplicationID = ids.next(at: now)
        try ApplicationRepository.add(
            ApplicationMove(stage: stage, on: day, createdAt: now), moveID.text, to: id, in: transaction)
    }

    /// Deletes an application with all that was noted of it.
    /// - Throws: `signInRequired`; `notFound`.
    package func remove(_ id: ApplicationID, as principal: Principal) async throws {
        try await store.write { try remove(id, as: principal, in: $0) }
    }

    func remove(_ id: ApplicationID, as principal: Principal, in transaction: any WriteTransaction) throws {
        let member = try principal.requireMember()
        _ = try own(id, member, transaction)
        try ApplicationRepository.remove(id, in: transaction)
        try listener(.removed(id), transaction)
        transaction.touch(.leaves(scope: "u:\(member.id)", entity: "application", id: id.text))
    }

    func touch(_ id: ApplicationID, of member: Principal.Member, in transaction: any WriteTransaction) {
        transaction.touch(.enters(scope: "u:\(member.id)", entity: "application", id: id.text))
    }

    // MARK: Reminders

    /// Tells members that the day of a next step has come, some hundreds at a time: the hourly run.
    package func remind() async throws {
        let limit = 200
        var told = limit
        while told == limit {
            told = try await store.write { transaction in
                let due = try ApplicationRepository.due(on: CivilDay(clock.now), limit: limit, in: transaction)
                if due.isEmpty { return 0 }
                for reminder in due where reminder.isWanted { try listener(.due(reminder), transaction) }
                try ApplicationRepository.noteReminded(due.map(\.application), in: transaction)
                return due.count
            }
        }
    }
}
