import Core
import Storage

/// What readers are told of an employer's place in its country's register. A licence is not a promise.
package struct RegisterStanding: Sendable, Equatable {
    package let state: State
    /// Absent where no licence is needed.
    package let register: Register?
    /// The day of the newest snapshot, `YYYY-MM-DD`.
    package let day: String
    /// As listed, or as it was.
    package let name: String
    package let ratings: [String]
    package let routes: [String]
    package let candidateCount: Int
    /// How many permits were granted; `nil` where licences are kept.
    package let granted: Int?

    package enum State: String, Codable, Sendable, CaseIterable {
        case licensed = "licensed"
        /// Stands there, and may not sponsor skilled workers.
        case listed = "listed"
        case candidates = "candidates"
        case notFound = "not_found"
        /// Stood there before.
        case gone = "gone"
        case notNeeded = "not_needed"
        /// Was granted permits before: no licence, and no promise.
        case granted = "granted"
        case notGranted = "not_granted"
    }

    init(
        _ state: State, register: Register? = nil, day: String = "", name: String = "",
        organisation: Organisation? = nil, candidateCount: Int = 0
    ) {
        self.state = state
        self.register = register
        self.day = day
        self.name = organisation?.name ?? name
        ratings = organisation?.ratings ?? []
        routes = organisation?.routes ?? []
        self.candidateCount = candidateCount
        granted = organisation?.granted
    }

    /// `nil` for an employer of a country whose register we do not have.
    static func of(_ employer: Employer, in transaction: any Transaction) throws -> RegisterStanding? {
        if Register.withoutLicence.contains(employer.country) { return RegisterStanding(.notNeeded) }
        guard let register = Register(employersOf: employer.country),
            let day = try RegisterRepository.latestDay(of: register, in: transaction)
        else { return nil }
        let missing = register.isOfLicences ? State.notFound : .notGranted
        guard let match = try EmployerRegisterRepository.match(of: employer.id, in: transaction) else {
            return RegisterStanding(missing, register: register, day: day)
        }
        if match.basis == .candidates {
            return RegisterStanding(.candidates, register: register, day: day, candidateCount: match.candidates.count)
        }
        guard match.isFound else { return RegisterStanding(missing, register: register, day: day) }
        let organisation = try RegisterRepository.organisations([match.organisation], in: register, transaction).first
        guard let organisation else {
            return register.isOfLicences
                ? RegisterStanding(.gone, register: register, day: day, name: match.name)
                : RegisterStanding(missing, register: register, day: day)
        }
        return RegisterStanding(
            !register.isOfLicences ? .granted : organisation.isLicensed ? .licensed : .listed, register: register,
            day: day, organisation: organisation)
    }
}

/// The same as the API shows it.
package struct RegisterRecord: Codable, Sendable {
    package let state: RegisterStanding.State
    package let register: Register?
    /// `YYYY-MM-DD`
    package let day: String
    package let name: String
    package let ratings: [String]
    package let routes: [String]
    /// How many permits were granted; absent where licences are kept.
    package let granted: Int?

    package init(_ standing: RegisterStanding) {
        state = standing.state
        register = standing.register
        day = standing.day
        name = standing.name
        ratings = standing.ratings
        routes = standing.routes
        granted = standing.granted
    }
}
