import Core
import Foundation
import Jobs
import TestSupport
import Testing

extension Scene {
    /// A file of the folder `Fixtures` beside this one.
    static func fixture(_ name: String) throws -> Data {
        try Data(contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)"))
    }

    /// Takes over a register of the fixtures.
    @discardableResult
    func take(_ register: Register, _ name: String, on day: String = "2026-11-19") async throws -> ImportReport {
        try await app.services.jobs.importRegister(
            register, try Self.fixture(name), on: day, skippingBroken: false)
    }

    /// An advert of a firm in a British town that says that it sponsors.
    @discardableResult
    func british(
        _ number: Int, _ employer: String, in city: String, _ change: (inout JobDraft) -> Void = { _ in }
    ) async throws -> Job {
        try await post(number) {
            ($0.employerName, $0.country, $0.city) = (employer, "GB", city)
            ($0.sponsorship, $0.sponsorshipEvidence) = ("confirmed", "We sponsor the Skilled Worker visa.")
            change(&$0)
        }
    }

    /// What the API says of the employer's place in the register.
    func standing(of job: Job) async throws -> [String: Any] {
        let answer = try await app.api(.get, "/api/v1/employers/\(job.employer.slug)")
        return try answer.json()["register"] as? [String: Any] ?? [:]
    }
}
