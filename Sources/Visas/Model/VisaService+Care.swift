import Core
import Storage

/// Corrections and reports: how facts stay true.
extension VisaService {
    // MARK: Corrections

    /// Corrects a field. Thresholds, fees and statuses wait for a second person; the rest is in force at once, from the
    /// day that the correction names.
    /// - Throws: `signInRequired`; `forbidden`, with `edits_need_trust` below the second level; `notFound`; `invalid`;
    ///   `stale` with `stale_version` when the field changed since the version that was seen; `tooMany`.
    package func edit(_ draft: PathwayEditDraft, of id: PathwayID, as principal: Principal) async throws -> PathwayEdit
    {
        let member = try principal.requireWriter()
        guard principal.canEditPathways else { throw Problem(.forbidden, "edits_need_trust") }
        let valid = try draft.validated(at: clock.now)
        let new: PathwayEditID = ids.next(at: clock.now)
        return try await store.write { transaction in
            let pathway = try pathway(id, in: transaction)
            let base = valid.version ?? pathway.version
            try requireUnchanged(valid.field, of: pathway, since: base)
            try requireRoom(for: member.id, in: transaction)
            try CareRepository.insert(
                valid, id: new, pathway: id, base: base, by: member.id, at: clock.now, in: transaction)
            if !valid.field.needsReview { try apply(try openEdit(new, in: transaction), by: nil, in: transaction) }
            return try storedEdit(new, in: transaction)
        }
    }

    private func requireUnchanged(_ field: PathwayField, of pathway: Pathway, since version: Int64) throws {
        if let fact = pathway.facts[field], fact.version > version { throw Problem(.stale, "stale_version") }
    }

    private func requireRoom(for member: MemberID, in transaction: any Transaction) throws {
        guard try CareRepository.openCount(of: member, in: transaction) < limits.open else {
            throw Problem(.tooMany, "too_many_open", arguments: ["max": "\(limits.open)"], retryAfter: 86_400)
        }
    }

    /// Adds what a correction says as a version of its own.
    private func apply(
        _ edit: PathwayEdit, by reviewer: MemberID?, in transaction: any WriteTransaction
    ) throws {
        let country = String(edit.pathway.prefix(2)).uppercased()
        let fact = Fact(
            field: edit.field, value: edit.value, version: 0, sourceName: edit.sourceName, sourceURL: edit.sourceURL,
            asOf: edit.asOf, precision: "day", confidence: edit.confidence, effectiveFrom: edit.effectiveFrom,
            recheckOn: edit.field.freshness.recheckDay(in: country, asOf: edit.asOf))
        let version = try PathwayRepository.add(
            .init(
                cause: .edit, effectiveFrom: edit.effectiveFrom, editor: edit.authorID, reviewer: reviewer,
                note: edit.note), [fact], to: edit.pathway, at: clock.now, in: transaction)
        try CareRepository.decide(
            edit.id, .accepted, version: version, by: reviewer, at: clock.now, in: transaction)
        try refresh(edit.pathway, in: transaction)
    }

    /// One's own correction, or any for staff.
    /// - Throws: `signInRequired`; `notFound`.
    package func edit(_ id: PathwayEditID, as principal: Principal) async throws -> PathwayEdit {
        let member = principal.member?.id
        return try await store.read { transaction in
            let edit = try storedEdit(id, in: transaction)
            guard principal.isStaff || edit.authorID == member else { throw Problem.notFound }
            return edit
        }
    }

    /// Corrections that wait for a second person, the oldest first. For staff.
    /// - Throws: `notFound` for who is no staff.
    package func openEdits(
        after cursor: PageCursor? = nil, limit: Int = perPage, as principal: Principal
    ) async throws -> Paged<PathwayEdit> {
        guard principal.isStaff else { throw Problem.notFound }
        return try await store.read { transaction in
            var edits = try CareRepository.openEdits(after: cursor, limit: limit, in: transaction)
            let pathways = try pathways(Array(Set(edits.map(\.pathway))), in: transaction)
            for index in edits.indices {
                let pathway = pathways.first { $0.id == edits[index].pathway }
                edits[index].present = pathway?.text(edits[index].field) ?? ""
            }
            return Paged(edits, limit: limit) { PageCursor(key: $0.createdAt.milliseconds, id: $0.id.text) }
        }
    }

    /// Decides about somebody else's correction. For staff.
    /// - Throws: `notFound`; `forbidden` with `own_edit`; `conflict` with `already_decided`; `stale` with
    ///   `stale_version` when the field changed since: the correction was made of something else.
    package func decide(
        _ draft: VisaDecisionDraft, on id: PathwayEditID, as principal: Principal
    ) async throws -> PathwayEdit {
        guard principal.isStaff else { throw Problem.notFound }
        let decision = try draft.validated()
        return try await store.write { transaction in
            let edit = try openEdit(id, in: transaction)
            guard principal.canDecide(writtenBy: edit.authorID) else { throw Problem(.forbidden, "own_edit") }
            if decision == .accepted {
                try requireUnchanged(
                    edit.field, of: try pathway(edit.pathway, in: transaction), since: edit.baseVersion)
                try apply(edit, by: principal.member?.id, in: transaction)
            } else {
                try CareRepository.decide(
                    id, .rejected, version: nil, by: principal.member?.id, at: clock.now, in: transaction)
            }
            return try storedEdit(id, in: transaction)
        }
    }

    private func storedEdit(_ id: PathwayEditID, in transaction: any Transaction) throws -> PathwayEdit {
        guard let edit = try CareRepository.edit(id, in: transaction) else { throw Problem.notFound }
        return edit
    }

    private func openEdit(_ id: PathwayEditID, in transaction: any Transaction) throws -> PathwayEdit {
        let edit = try storedEdit(id, in: transaction)
        guard edit.state == .open else { throw Problem(.conflict, "already_decided") }
        return edit
    }

    // MARK: Reports

    /// Tells moderators that something is wrong with a pathway.
    /// - Throws: `signInRequired`; `forbidden`; `notFound`; `invalid`; `tooMany`.
    package func report(
        _ draft: PathwayReportDraft, of id: PathwayID, as principal: Principal
    ) async throws -> PathwayReport {
        let member = try principal.requireWriter()
        let valid = try draft.validated()
        let new: PathwayReportID = ids.next(at: clock.now)
        return try await store.write { transaction in
            _ = try pathway(id, in: transaction)
            try requireRoom(for: member.id, in: transaction)
            try CareRepository.insert(valid, id: new, pathway: id, by: member.id, at: clock.now, in: transaction)
            return try storedReport(new, in: transaction)
        }
    }

    /// One's own report, or any for staff.
    /// - Throws: `notFound`.
    package func report(_ id: PathwayReportID, as principal: Principal) async throws -> PathwayReport {
        let member = principal.member?.id
        return try await store.read { transaction in
            let report = try storedReport(id, in: transaction)
            guard principal.isStaff || report.reporterID == member else { throw Problem.notFound }
            return report
        }
    }

    /// Reports that wait, the oldest first. For staff.
    /// - Throws: `notFound` for who is no staff.
    package func openReports(
        after cursor: PageCursor? = nil, limit: Int = perPage, as principal: Principal
    ) async throws -> Paged<PathwayReport> {
        guard principal.isStaff else { throw Problem.notFound }
        return try await store.read { transaction in
            Paged(
                try CareRepository.openReports(after: cursor, limit: limit, in: transaction), limit: limit
            ) { PageCursor(key: $0.createdAt.milliseconds, id: $0.id.text) }
        }
    }

    /// Closes a report. For staff.
    /// - Throws: `notFound`; `conflict` with `already_decided`.
    package func decide(
        _ draft: VisaDecisionDraft, on id: PathwayReportID, as principal: Principal
    ) async throws -> PathwayReport {
        guard principal.isStaff else { throw Problem.notFound }
        let decision = try draft.validated()
        return try await store.write { transaction in
            guard try storedReport(id, in: transaction).state == .open else {
                throw Problem(.conflict, "already_decided")
            }
            try CareRepository.decide(
                id, decision, by: principal.member?.id, at: clock.now, in: transaction)
            return try storedReport(id, in: transaction)
        }
    }

    private func storedReport(_ id: PathwayReportID, in transaction: any Transaction) throws -> PathwayReport {
        guard let report = try CareRepository.report(id, in: transaction) else { throw Problem.notFound }
        return report
    }
}
