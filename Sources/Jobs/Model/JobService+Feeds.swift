import Core
import Foundation
import Storage

extension JobService {
    /// For how long an imported job may be missing from its feed.
    package static let unseen = Span.days(21)

    /// Takes over the adverts of a feed. An advert that is here already, by its page to apply on or by employer, title
    /// and city, is one: the richer words of the feeds stay, and a member's own always.
    /// - Parameters:
    ///   - feed: the name of the feed: the same item of it is the same job.
    ///   - country: of adverts that name none, ISO 3166-1 alpha-2.
    ///   - member: who answers for the adverts.
    ///   - skippingBroken: whether good adverts are taken although others are broken; without it nothing is.
    /// - Throws: `malformed` with `feed_malformed`; `invalid` naming `feed`.
    package func importJobs(
        _ data: Data, feed: String, country: String? = nil, by member: MemberID, skippingBroken: Bool
    ) async throws -> ImportReport {
        var validation = Validation()
        let feed = validation.text(feed, "feed", 1...200)
        try validation.check()
        let file = try JobFeedFile(data, country: country)
        var report = ImportReport()
        report.refused = file.refused
        var taken: [ImportedAdvert] = []
        for item in file.items {
            do {
                taken.append(try await advert(item, of: feed))
            } catch let problem as Problem where problem.kind == .invalid {
                report.refused += problem.fields.map {
                    ImportReport.Refusal("\(item.pointer)/\($0.field)", $0.code, $0.arguments)
                }
            }
        }
        if !report.refused.isEmpty, !skippingBroken { return report }
        while !taken.isEmpty {
            let (some, rest) = (Array(taken.prefix(50)), Array(taken.dropFirst(50)))
            report.add(try await store.write { try take(some, for: member, in: $0) })
            taken = rest
        }
        return report
    }

    /// - Throws: `invalid` naming what is wrong.
    private func advert(_ item: JobFeedFile.Item, of feed: String) async throws -> ImportedAdvert {
        let written = try await judged(try item.draft.validated(at: clock.now))
        guard try await !isSuspended(written.content) else {
            throw Problem.invalid("employerName", "employer_suspended")
        }
        return try ImportedAdvert(feed: feed, item: item, written: written)
    }

    private func take(
        _ adverts: [ImportedAdvert], for member: MemberID, in transaction: any WriteTransaction
    ) throws -> ImportReport {
        var report = ImportReport()
        for advert in adverts {
            switch try take(advert, for: member, as: .system(reason: "feed"), in: transaction) {
            case .added: report.added += 1
            case .changed: report.changed += 1
            case .unchanged: report.unchanged += 1
            }
        }
        return report
    }

    private func isSuspended(_ content: JobContent) async throws -> Bool {
        try await store.read { transaction in
            let employer = try EmployerRepository.employer(
                matching: content.employerName, in: content.country, in: transaction)
            return employer?.state == .suspended
        }
    }

    private enum Outcome { case added, changed, unchanged }

    private func take(
        _ advert: ImportedAdvert, for member: MemberID, as program: Principal, in transaction: any WriteTransaction
    ) throws -> Outcome {
        let now = clock.now
        let known = try ImportedJobRepository.row(advert, in: transaction)
        if let known, let job = try JobRepository.whole(known.job, in: transaction) {
            try ImportedJobRepository.save(advert, job.id, owns: known.owns, at: now, in: transaction)
            let isBack = try known.owns && hasEndedByItself(job, in: transaction)
            guard known.content != advert.content || isBack, known.owns else {
                try stretch(job, advert, in: transaction)
                return .unchanged
            }
            try rewrite(job, advert, in: transaction)
            if isBack { try open(job.id, as: program, in: transaction) }
            return .changed
        }
        let employer = try employer(of: advert.written.content, at: now, in: transaction)
        if let same = try same(advert, employer, in: transaction) {
            let owns = try ImportedJobRepository.isImported(same.id, in: transaction)
            try ImportedJobRepository.save(advert, same.id, owns: owns, at: now, in: transaction)
            guard owns, advert.written.content.richness > same.content.richness else { return .unchanged }
            try rewrite(same, advert, in: transaction)
            return .changed
        }
        let id: JobID = ids.next(at: now)
        try JobRepository.insert(id, advert.written, employer: employer.id, poster: member, at: now, in: transaction)
        try ImportedJobRepository.save(advert, id, owns: true, at: now, in: transaction)
        try open(id, as: program, in: transaction)
        return .added
    }

    /// An open or held job that is the same.
    private func same(
        _ advert: ImportedAdvert, _ employer: Employer, in transaction: any Transaction
    ) throws -> Job? {
        let none = JobID(trusted: "")
        let content = advert.written.content
        let found =
            try JobRepository.same(url: advert.written.matchURL, besides: none, in: transaction)
            ?? JobRepository.same(
                place: content.matchPlace, of: employer.id, since: clock.now.advanced(by: -JobLimits.sameWithin),
                besides: none, in: transaction)
        return try found.flatMap { try JobRepository.whole($0, in: transaction) }
    }

    private func rewrite(_ job: Job, _ advert: ImportedAdvert, in transaction: any WriteTransaction) throws {
        let now = clock.now
        let employer = try employer(of: advert.written.content, at: now, in: transaction)
        try JobRepository.update(
            job.id, advert.written, employer: employer.id, evidenceAt: now, at: now, in: transaction)
        try checkClearance(of: job, now: advert.written.signals, in: transaction)
        guard job.isOpen else { return }
        if job.content.country != advert.written.content.country {
            leave(job, in: transaction)
            enter(job.id, advert.written.content.country, in: transaction)
        }
        transaction.touch(.changes(entity: "job", id: job.id.text))
        try JobRepository.makeFindable(job.id, in: transaction)
        guard let changed = try JobRepository.whole(job.id, in: transaction) else { return }
        if changed.score > changed.clearedScore, changed.score >= FraudSignal.held {
            try open(job.id, as: .system(reason: "feed"), in: transaction)
        }
    }

    /// Opens an imported job, or holds it, or keeps it from everybody, as its signals say.
    private func open(_ id: JobID, as program: Principal, in transaction: any WriteTransaction) throws {
        guard let job = try JobRepository.whole(id, in: transaction) else { return }
        let isJudged = job.score > job.clearedScore
        let isBack = try wasRemoved(job, in: transaction)
        let state: JobState =
            isJudged && job.score >= FraudSignal.blocked
            ? .removed : isBack || (isJudged && job.score >= FraudSignal.held) ? .held : .open
        let reason = state == .open ? "feed" : isBack && state == .held ? "removed_before" : "signals"
        try set(state, job, by: program, reason, in: transaction)
        try matchRegister(job.employer, in: transaction)
    }

    /// A feed that goes on naming an advert keeps it open, unless the advert itself says until when.
    private func stretch(_ job: Job, _ advert: ImportedAdvert, in transaction: any WriteTransaction) throws {
        let end = advert.written.content.validThrough
        guard job.isOpen, !advert.hasLastDay, end.since(job.content.validThrough) > .days(14) else { return }
        try JobRepository.setValidThrough(end, of: job.id, in: transaction)
        transaction.touch(.changes(entity: "job", id: job.id.text))
    }

    /// Whether it ended because its time was over or its feed was silent, and not by anybody's word.
    private func hasEndedByItself(_ job: Job, in transaction: any Transaction) throws -> Bool {
        guard job.state == .closed || job.state == .expired else { return false }
        let reason = try transaction.first(
            "SELECT reason FROM job_event WHERE job_id = \(job.id) ORDER BY created_at DESC, id DESC LIMIT 1"
        ) { $0.text(0) }
        return reason == "unseen" || reason == "expired"
    }

    /// Closes imported jobs that no feed has named for three weeks: the nightly run.
    package func closeUnseen() async throws {
        let limit = 200
        var closed = limit
        while closed == limit {
            closed = try await store.write { transaction in
                let now = clock.now
                let due = try ImportedJobRepository.unseen(
                    since: now.advanced(by: -Self.unseen), limit: limit, in: transaction)
                let program = Principal.system(reason: "feed")
                for job in try JobRepository.byID(due.map(\.text), visibleTo: program, at: now, in: transaction)
                where job.isOpen {
                    try set(.closed, job, by: program, "unseen", in: transaction)
                }
                return due.count
            }
        }
    }
}
