import Core
import Foundation
import HTTPTypes
import Hummingbird
import Mentoring
import NIOCore
import WebSupport

/// Pages of rounds: for members, and more of them for staff.
package struct RoundPages: Sendable {
    let rounds: RoundService
    let mentoring: MentoringService
    let pages: PageRenderer

    package init(rounds: RoundService, mentoring: MentoringService, pages: PageRenderer) {
        (self.rounds, self.mentoring, self.pages) = (rounds, mentoring, pages)
    }

    @Sendable package func listPage(_ request: Request, context: MemberContext) async throws -> Response {
        let after = try request.after
        let page = RoundListPage(
            found: try await rounds.rounds(after: after, as: context.principal), isFirst: after == nil,
            visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func newPage(_ request: Request, context: ModeratorContext) async throws -> Response {
        pages.response(RoundFormPage(today: rounds.today, visit: context.visit), context.visit)
    }

    @Sendable package func submitNew(_ request: Request, context: ModeratorContext) async throws -> Response {
        let form = try await request.form()
        do {
            let (round, _) = try await rounds.make(form.roundDraft, form: form.receipt, as: context.principal)
            return .seeOther(round.path, flash: "round_saved")
        } catch let problem as Problem where problem.belongsToForm {
            let page = RoundFormPage(today: rounds.today, form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    @Sendable package func editPage(_ request: Request, context: ModeratorContext) async throws -> Response {
        let round = try await rounds.view(try context.id("id"), as: context.principal).round
        return pages.response(RoundFormPage(today: rounds.today, round: round, visit: context.visit), context.visit)
    }

    @Sendable package func submitEdit(_ request: Request, context: ModeratorContext) async throws -> Response {
        let form = try await request.form()
        let id: RoundID = try context.id("id")
        do {
            let version = form.whole("version").map(Int64.init)
            let round = try await rounds.change(form.roundDraft, id, from: version, as: context.principal)
            return .seeOther(round.path, flash: "round_saved")
        } catch let problem as Problem where problem.belongsToForm {
            let round = try await rounds.view(id, as: context.principal).round
            let page = RoundFormPage(
                today: rounds.today, round: round, form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    @Sendable package func submitPair(_ request: Request, context: ModeratorContext) async throws -> Response {
        let form = try await request.form()
        let id: RoundID = try context.id("id")
        do {
            if form.wants("remove") {
                try await rounds.unpair(form["mentee"] ?? "", in: id, as: context.principal)
            } else {
                let draft = RoundPairDraft(mentee: form["mentee"], mentor: form["mentor"])
                _ = try await rounds.pair(draft, in: id, as: context.principal)
            }
            return .seeOther("/mentoring/rounds/\(id)#pairs", flash: "round_saved")
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(id, context, form: form, problem: problem)
        }
    }

    // MARK: One

    @Sendable package func page(_ request: Request, context: MemberContext) async throws -> Response {
        try await show(try context.id("id"), context)
    }

    private func show(
        _ id: RoundID, _ context: some PageContext, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let page = RoundPage(
            view: try await rounds.view(id, as: context.principal), pathways: try await mentoring.pathways(),
            today: rounds.today, form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitMembership(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: RoundID = try context.id("id")
        do {
            if form.wants("leave") {
                try await rounds.leave(id, as: context.principal)
            } else {
                let draft = RoundMembershipDraft(side: form["side"], seats: form.whole("seats"))
                _ = try await rounds.join(draft, id, as: context.principal)
            }
            return .seeOther("/mentoring/rounds/\(id)", flash: "round_saved")
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(id, context, form: form, problem: problem)
        }
    }

    @Sendable package func submitStep(_ request: Request, context: ModeratorContext) async throws -> Response {
        let form = try await request.form()
        let id: RoundID = try context.id("id")
        do {
            if form["step"] == "retry" {
                try await rounds.retry(id, as: context.principal)
            } else {
                guard let event = RoundEvent(rawValue: form["step"] ?? "") else {
                    throw Problem.invalid("step", "unknown_choice")
                }
                let version = form.whole("version").map(Int64.init)
                _ = try await rounds.take(event, id, from: version, as: context.principal)
            }
            return .seeOther("/mentoring/rounds/\(id)", flash: "round_saved")
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(id, context, form: form, problem: problem)
        }
    }

    @Sendable package func submitOffer(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: RoundID = try context.id("id")
        do {
            guard let answer = OfferAnswer(rawValue: form["answer"] ?? "") else {
                throw Problem.invalid("answer", "unknown_choice")
            }
            let offer = try await rounds.answer(
                answer, to: try context.id("offer"), in: id, as: context.principal)
            if let mentorship = offer.mentorshipID {
                return .seeOther("/mentoring/mentorships/\(mentorship)", flash: "offer_confirmed")
            }
            return .seeOther("/mentoring/rounds/\(id)", flash: "offer_answered")
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(id, context, form: form, problem: problem)
        }
    }

    // MARK: Ranking

    @Sendable package func rankingPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await ranking(try context.id("id"), context, after: try request.after)
    }

    private func ranking(
        _ id: RoundID, _ context: MemberContext, after: PageCursor? = nil, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let page = RoundRankingPage(
            ranking: try await rounds.ranking(id, after: after, as: context.principal),
            pathways: try await mentoring.pathways(), isFirst: after == nil, today: rounds.today, form: form,
            problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitRanking(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: RoundID = try context.id("id")
        do {
            if form["side"] == MentorshipSide.mentor.rawValue {
                try await rounds.answer(form.roundAnswers, id, as: context.principal)
            } else {
                try await rounds.rank(try form.roundRanking, id, as: context.principal)
                for name in form.all("not").prefix(2 * RoundLimits.proposed) {
                    try await mentoring.setUnwanted(true, name, as: context.principal)
                }
            }
            return .seeOther("/mentoring/rounds/\(id)/ranking", flash: "round_ranked")
        } catch let problem as Problem where problem.belongsToForm {
            return try await ranking(id, context, form: form, problem: problem)
        }
    }

    // MARK: What can be checked

    @Sendable package func instanceFile(_ request: Request, context: MemberContext) async throws -> Response {
        let (text, _) = try await rounds.instance(
            try context.id("id"), run: try request.run, as: context.principal)
        var response = Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: text)))
        response.headers[.contentType] = "application/json; charset=utf-8"
        response.headers[.contentDisposition] = "attachment; filename=\"round.json\""
        return response
    }

    @Sendable package func reportPage(_ request: Request, context: ModeratorContext) async throws -> Response {
        let page = RoundReportPage(
            outcome: try await rounds.outcome(try context.id("id"), as: context.principal), visit: context.visit)
        return pages.response(page, context.visit)
    }
}

extension Form {
    var roundDraft: RoundDraft {
        var draft = RoundDraft()
        (draft.name, draft.track) = (self["name"], self["track"])
        (draft.joinsUntil, draft.ranksUntil) = (self["joinsUntil"], self["ranksUntil"])
        draft.listLength = whole("listLength")
        return draft
    }

    /// The mentors who were given a number, in its order; not those who are never to be shown again.
    /// - Throws: `invalid` naming the fields whose number is none from 1 to 10, or is given twice.
    var roundRanking: RoundRankingDraft {
        get throws {
            var validation = Validation()
            var places: [Int: String] = [:]
            let unwanted = Set(all("not"))
            for name in all("mentor").prefix(100) where !unwanted.contains(name) {
                guard let place = whole("place-\(name)") else { continue }
                let range = 1...RoundLimits.ranked
                if !range.contains(place) {
                    validation.refuse("place-\(name)", "out_of_range", ["min": "1", "max": "\(RoundLimits.ranked)"])
                } else if places.updateValue(name, forKey: place) != nil {
                    validation.refuse("place-\(name)", "round_place_twice")
                }
            }
            try validation.check()
            return RoundRankingDraft(mentors: places.sorted { $0.key < $1.key }.map(\.value))
        }
    }

    var roundAnswers: RoundAnswersDraft {
        RoundAnswersDraft(
            answers: all("mentee").prefix(100).compactMap { name in
                self["answer-\(name)"].map { .init(mentee: name, answer: $0) }
            })
    }
}
