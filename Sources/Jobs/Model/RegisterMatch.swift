import Core
import Storage

/// Which organisation of a register an employer is, as far as the program can tell: exactly its number, or exactly its
/// name in a town of one of its jobs. Anything else a moderator decides.
struct RegisterMatch: Sendable {
    let employer: Employer
    private let before: EmployerMatch?
    /// `nil` when there is nobody of that name, nor was.
    private(set) var after: EmployerMatch?

    /// What an employer lost that stood there before.
    enum Loss: String, Sendable {
        case removed = "removed"
        case downgraded = "downgraded"
    }

    /// What was found by name and number alone.
    private enum Finding {
        case found(Organisation, EmployerMatch.Basis)
        case several([Organisation])
    }

    init(of employer: Employer, in register: Register, _ transaction: any Transaction) throws {
        self.employer = employer
        before = try EmployerRegisterRepository.match(of: employer.id, in: transaction)
        let finding = try Self.find(
            employer, cities: EmployerRegisterRepository.cities(of: employer.id, in: transaction), register,
            transaction)
        let known = try RegisterRepository.organisations(
            before.map { $0.isFound ? [$0.organisation] : [] } ?? [], in: register, transaction
        ).first
        after = decide(finding, known, register)
    }

    var hasChanged: Bool { before != after }

    var loss: Loss? {
        // Who was granted nothing of late has lost no licence.
        guard let before, let after, before.isPresent, after.register.isOfLicences else { return nil }
        // Also where another of its name stands there still: which of them it was is known.
        if after.standing == .gone || after.basis == .candidates { return .removed }
        return before.standing == .licensed && after.standing == .listed ? .downgraded : nil
    }

    func save(at now: Timestamp, in transaction: any WriteTransaction) throws {
        if let after {
            try EmployerRegisterRepository.save(after, of: employer.id, by: nil, at: now, in: transaction)
        } else {
            try EmployerRegisterRepository.remove(employer.id, in: transaction)
        }
    }

    /// - Parameter known: the organisation that it was taken for, if that stands there still.
    private func decide(_ finding: Finding, _ known: Organisation?, _ register: Register) -> EmployerMatch? {
        let refused = before?.basis == .refused ? before?.candidates ?? [] : []
        switch finding {
        case .found(let organisation, let basis)
        where !(before?.basis == .moderator && known != nil) && !refused.contains(organisation.key):
            return EmployerMatch(organisation, basis)
        case _ where known != nil:
            return known.map { EmployerMatch($0, before?.basis ?? .moderator, candidates: before?.candidates ?? []) }
        case .several(let candidates) where !candidates.allSatisfy({ refused.contains($0.key) }):
            return EmployerMatch(register: register, basis: .candidates, candidates: candidates.map(\.key))
        default:
            guard var match = before, match.basis != .candidates else { return nil }
            if match.isFound { match.standing = .gone }
            return match
        }
    }

    private static func find(
        _ employer: Employer, cities: [String], _ register: Register, _ transaction: any Transaction
    ) throws -> Finding {
        if register == .netherlands || register == .denmark, let number = TradeNumber.normal(employer.registerID),
            let organisation = try RegisterRepository.organisations([number], in: register, transaction).first
        {
            return .found(organisation, .number)
        }
        let names = [employer.name, employer.legalName].filter { !$0.isEmpty }.flatMap(RegisterName.all)
        let all = try RegisterRepository.organisations(named: names, in: register, transaction)
        let towns = Set(cities.map(EmployerName.folded)).subtracting([""])
        let exact = register.namesTowns ? all.filter { towns.contains(EmployerName.folded($0.town)) } : []
        return exact.count == 1 ? .found(exact[0], .town) : .several(all)
    }

    /// Whether nobody of a name stands in the register: what an advert claims can then not be.
    static func isMissing(
        _ content: JobContent, _ employer: Employer?, in register: Register, _ transaction: any Transaction
    ) throws -> Bool {
        if let employer, let match = try EmployerRegisterRepository.match(of: employer.id, in: transaction),
            match.isPresent || match.basis == .candidates
        {
            return false
        }
        let names = [content.employerName, employer?.legalName ?? ""].filter { !$0.isEmpty }
        return try RegisterRepository.organisations(
            named: names.flatMap(RegisterName.all), in: register, transaction
        ).isEmpty
    }
}

extension EmployerMatch {
    init(_ organisation: Organisation, _ basis: Basis, candidates: [String] = []) {
        self.init(
            register: organisation.register, basis: basis, organisation: organisation.key, name: organisation.name,
            standing: organisation.isLicensed ? .licensed : .listed, candidates: candidates)
    }
}
