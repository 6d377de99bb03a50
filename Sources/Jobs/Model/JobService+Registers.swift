import Core
import Foundation
import Storage

extension JobService {
    private static let batch = 500

    /// Takes over a register as it was on a day; lines that the day before had and this one has not stand there no
    /// more. Employers are matched anew, and who keeps jobs of one that is gone or rated down is told; open jobs are
    /// judged anew.
    /// - Parameters:
    ///   - day: `YYYY-MM-DD`; today unless told.
    ///   - skippingBroken: whether good lines are taken although others are broken; then none is taken away.
    /// - Returns: lines that are new, that are gone (`changed`), and that stand there as before.
    /// - Throws: `malformed` with `register_malformed`; `invalid` naming `day`; `conflict` with `register_older` when a
    ///   newer snapshot is there.
    package func importRegister(
        _ register: Register, _ data: Data, on day: String? = nil, skippingBroken: Bool
    ) async throws -> ImportReport {
        let file = try RegisterFile(data, register)
        let day = try importDay(day)
        var report = ImportReport()
        report.refused = file.refused
        if !report.refused.isEmpty, !skippingBroken { return report }
        let (latest, known) = try await store.read {
            (
                try RegisterRepository.latestDay(of: register, in: $0),
                try RegisterRepository.present(in: register, in: $0)
            )
        }
        guard (latest ?? "") <= day else {
            throw Problem(.conflict, "register_older", arguments: ["day": latest ?? ""])
        }
        let (added, gone) = file.changes(since: known)
        (report.added, report.changed) = (added.count, gone.count)
        report.unchanged = file.lines.count - added.count
        if !added.isEmpty || !gone.isEmpty || latest != day {
            try await keep(added, gone, on: day)
            try await settle(register, day, file.header, count: file.lines.count)
        }
        // Also what an import of before left undone.
        try await judgeAnew(by: register)
        return report
    }

    private func importDay(_ text: String?) throws -> String {
        let today = JobLimits.day(of: clock.now)
        guard let text else { return CivilDay(daysSince1970: today).description }
        guard let day = JobLimits.day(text) else { throw Problem.invalid("day", "day_form") }
        guard day <= today else { throw Problem.invalid("day", "in_future") }
        return text
    }

    /// Some hundreds at a time; what was begun and not ended goes on when the file is imported again.
    private func keep(_ added: [RegisterLine], _ gone: [String], on day: String) async throws {
        var (lines, ids) = (added[...], gone[...])
        while !lines.isEmpty || !ids.isEmpty {
            let (some, others) = (Array(lines.prefix(Self.batch)), Array(ids.prefix(Self.batch)))
            (lines, ids) = (lines.dropFirst(Self.batch), ids.dropFirst(Self.batch))
            try await store.write { transaction in
                for line in some {
                    try RegisterRepository.insert(line, id: self.ids.next(at: clock.now), on: day, in: transaction)
                }
                if !others.isEmpty { try RegisterRepository.setGone(others, on: day, in: transaction) }
            }
        }
    }

    /// Matches the employers of the register's country anew. What is told is written with the snapshot, so that it is
    /// told once.
    private func settle(_ register: Register, _ day: String, _ header: String, count: Int) async throws {
        var worse: [Employer] = []
        var last: String? = register == .promoters ? nil : ""
        while let from = last {
            let (page, changed) = try await store.read { transaction in
                let page = try EmployerRegisterRepository.employers(
                    in: register.rawValue, after: from, limit: Self.batch, in: transaction)
                return (
                    page, try page.filter { try RegisterMatch(of: $0, in: register, transaction).hasChanged }
                )
            }
            let told = try await match(changed, in: register)
            worse += told
            last = page.count == Self.batch ? page.last?.id.text : nil
        }
        let lost = worse
        try await store.write { transaction in
            var changes: [RegisterChange] = []
            for employer in lost {
                let match = try RegisterMatch(of: employer, in: register, transaction)
                if let loss = match.loss { changes.append(RegisterChange(employer: employer, loss: loss)) }
                try match.save(at: clock.now, in: transaction)
            }
            try tell(changes, on: day, in: transaction)
            try RegisterRepository.insertSnapshot(
                of: register, on: day, header, count: count, at: clock.now, in: transaction)
        }
    }

    /// - Returns: employers that lost something, which are not written yet.
    private func match(_ employers: [Employer], in register: Register) async throws -> [Employer] {
        guard !employers.isEmpty else { return [] }
        return try await store.write { transaction in
            try employers.filter { employer in
                let match = try RegisterMatch(of: employer, in: register, transaction)
                if match.loss == nil { try match.save(at: clock.now, in: transaction) }
                return match.loss != nil
            }
        }
    }

    /// Matches one employer anew: after its name, number or a place of its jobs has changed.
    func matchRegister(_ employer: Employer, in transaction: any WriteTransaction) throws {
        guard let register = Register(employersOf: employer.country),
            try RegisterRepository.latestDay(of: register, in: transaction) != nil
        else { return }
        let match = try RegisterMatch(of: employer, in: register, transaction)
        if match.hasChanged { try match.save(at: clock.now, in: transaction) }
    }

    /// The first line of a register's file and the lines that stood in it on a day.
    /// - Throws: `notFound` with `no_snapshot` for a day of which there is none.
    package func snapshot(of register: Register, on day: String) async throws -> [String] {
        try await store.read { transaction in
            guard let header = try RegisterRepository.header(of: register, on: day, in: transaction) else {
                throw Problem(.notFound, "no_snapshot", arguments: ["day": day])
            }
            return try [header] + RegisterRepository.rawLines(of: register, on: day, in: transaction)
        }
    }
}
