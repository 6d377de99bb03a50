import Core
import Foundation
import Storage

/// Figures of mentoring: made once a night; nothing is counted when somebody asks.
extension MentoringService {
    /// Makes the figures of this night, once.
    /// - Throws: `unavailable` when the database cannot be used.
    package func makeFigures() async throws {
        let now = clock.now
        let night = CivilDay(now)
        let rows = try await store.read { transaction in
            if try MentoringFigureRepository.night(in: transaction) == night { return MentoringFigureRows?.none }
            return try MentoringFigureRepository.rows(at: now, in: transaction)
        }
        guard let rows else { return }
        let contents = [
            (MentoringFigureRepository.Audience.staff, try Self.text(MentoringFigures(rows, at: now))),
            (.everybody, try Self.text(PublicMentoringFigures(rows, at: now))),
        ]
        try await store.write { try MentoringFigureRepository.save(contents, night: night, in: $0) }
    }

    private static func text(_ figures: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(figures), as: UTF8.self)
    }

    /// How mentoring served those who look for somebody, by the last night. For staff.
    /// - Throws: `notFound` for who is no staff.
    package func figures(as principal: Principal) async throws -> MentoringFiguresRecord {
        guard principal.isStaff else { throw Problem.notFound }
        let found = try await store.read {
            try MentoringFigureRepository.figures(for: .staff, as: MentoringFigures.self, in: $0)
        }
        return MentoringFiguresRecord(night: found?.night, figures: found?.figures)
    }

    /// What everybody may know of it.
    package func publicFigures() async throws -> PublicMentoringRecord {
        let found = try await store.read {
            try MentoringFigureRepository.figures(for: .everybody, as: PublicMentoringFigures.self, in: $0)
        }
        return PublicMentoringRecord(night: found?.night, figures: found?.figures)
    }
}
