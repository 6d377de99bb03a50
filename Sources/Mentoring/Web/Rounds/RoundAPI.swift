import Core
import Foundation
import HTTPTypes
import Hummingbird
import Mentoring
import WebSupport

extension RoundDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "name": "Spring 2027", "track": "career", "joinsUntil": "2026-12-20", "ranksUntil": "2027-01-10",
        "listLength": "30",
    ]
}

extension RoundMembershipDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["side": "mentee"]
}

extension RoundRankingDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["mentors": "ayesha"]
}

extension RoundAnswersDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["mentee": "bilal", "answer": "prefer"]
}

extension RoundPairDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["mentee": "bilal", "mentor": "ayesha"]
}

/// JSON routes of rounds.
package struct RoundAPI: Sendable {
    let rounds: RoundService

    package init(rounds: RoundService) { self.rounds = rounds }

    @Sendable package func list(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<RoundRecord>> {
        let found = try await rounds.rounds(
            after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: found.items.map(RoundRecord.init), next: found.next?.text))
    }

    @Sendable package func create(
        _ request: Request, context: ModeratorContext, draft: RoundDraft
    ) async throws -> Answer<RoundRecord> {
        let (round, isNew) = try await rounds.make(draft, as: context.principal)
        return .created(
            RoundRecord(round), at: "/api/v1/rounds/\(round.id)", isNew: isNew, revision: round.version)
    }

    @Sendable package func show(_ request: Request, context: MemberContext) async throws -> Answer<RoundViewRecord> {
        let view = try await rounds.view(try context.id("id"), as: context.principal)
        return .ok(RoundViewRecord(view), revision: view.round.version)
    }

    /// The handler of a step of staff.
    package func take(
        _ event: RoundEvent
    ) -> @Sendable (Request, ModeratorContext) async throws -> Answer<RoundRecord> {
        { request, context in
            let round = try await rounds.take(
                event, try context.id("id"), from: try request.ifMatch, as: context.principal)
            return .ok(RoundRecord(round), revision: round.version)
        }
    }

    @Sendable package func change(
        _ request: Request, context: ModeratorContext, draft: RoundDraft
    ) async throws -> Answer<RoundRecord> {
        let round = try await rounds.change(
            draft, try context.id("id"), from: try request.ifMatch, as: context.principal)
        return .ok(RoundRecord(round), revision: round.version)
    }

    @Sendable package func pair(
        _ request: Request, context: ModeratorContext, draft: RoundPairDraft
    ) async throws -> Answer<RoundPair> {
        .ok(try await rounds.pair(draft, in: try context.id("id"), as: context.principal))
    }

    @Sendable package func unpair(_ request: Request, context: ModeratorContext) async throws -> Answer<Nothing> {
        try await rounds.unpair(try context.text("mentee"), in: try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func retry(_ request: Request, context: ModeratorContext) async throws -> Answer<Nothing> {
        try await rounds.retry(try context.id("id"), as: context.principal)
        return .done
    }

    // MARK: Members

    @Sendable package func join(
        _ request: Request, context: MemberContext, draft: RoundMembershipDraft
    ) async throws -> Answer<RoundMembershipRecord> {
        .ok(RoundMembershipRecord(try await rounds.join(draft, try context.id("id"), as: context.principal)))
    }

    @Sendable package func leave(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await rounds.leave(try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func ranking(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<RoundRankingRecord> {
        .ok(try await record(request, context))
    }

    @Sendable package func rank(
        _ request: Request, context: MemberContext, draft: RoundRankingDraft
    ) async throws -> Answer<RoundRankingRecord> {
        try await rounds.rank(draft, try context.id("id"), as: context.principal)
        return .ok(try await record(request, context))
    }

    @Sendable package func answer(
        _ request: Request, context: MemberContext, draft: RoundAnswersDraft
    ) async throws -> Answer<RoundRankingRecord> {
        try await rounds.answer(draft, try context.id("id"), as: context.principal)
        return .ok(try await record(request, context))
    }

    private func record(_ request: Request, _ context: MemberContext) async throws -> RoundRankingRecord {
        let found = try await rounds.ranking(
            try context.id("id"), after: try request.after, as: context.principal)
        return RoundRankingRecord(found, on: rounds.today)
    }

    // MARK: Results

    @Sendable package func result(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<RoundResultRecord> {
        let offers = try await rounds.offers(try context.id("id"), as: context.principal)
        return .ok(RoundResultRecord(offers, for: context.member.id))
    }

    /// The handler of one of the two answers to an offer.
    package func answerOffer(
        _ answer: OfferAnswer
    ) -> @Sendable (Request, MemberContext) async throws -> Answer<RoundOfferRecord> {
        { _, context in
            let offer = try await rounds.answer(
                answer, to: try context.id("offer"), in: try context.id("id"), as: context.principal)
            guard let record = RoundOfferRecord(offer, for: context.member.id) else { throw Problem.notFound }
            return .ok(record)
        }
    }

    @Sendable package func instance(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<RoundInstanceRecord> {
        let run = try request.run
        let (text, _) = try await rounds.instance(try context.id("id"), run: run, as: context.principal)
        return .encoded(Data(text.utf8))
    }

    @Sendable package func report(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<RoundOutcomeRecord> {
        .ok(RoundOutcomeRecord(try await rounds.outcome(try context.id("id"), as: context.principal)))
    }
}

extension Request {
    /// Which matching of a round is asked for: the first unless told.
    /// - Throws: `notFound` for what is no number.
    var run: Int {
        get throws {
            guard let run = Int(query("run") ?? "0"), (0..<RoundLimits.runs).contains(run) else {
                throw Problem.notFound
            }
            return run
        }
    }
}
