import Core
import Hummingbird
import Jobs
import WebSupport

/// Who speaks for an employer: forms of the employer's page, for staff.
extension JobPages {
    @Sendable package func submitSpeaker(_ request: Request, context: ModeratorContext) async throws -> Response {
        let form = try await request.form()
        let slug = try context.text("slug")
        do {
            _ = try await jobs.addSpeaker(
                SpeakerDraft(proof: form["proof"]), named: form["username"] ?? "", to: slug,
                as: context.principal)
            return .seeOther("/employers/\(slug)".encodedPath, flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            var page = try await employer(slug, context.visit)
            (page.speakerForm, page.problem) = (form, problem)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    @Sendable package func submitSpeakerRemoval(
        _ request: Request, context: ModeratorContext
    ) async throws -> Response {
        let slug = try context.text("slug")
        try await jobs.removeSpeaker(named: try context.text("username"), from: slug, as: context.principal)
        return .seeOther("/employers/\(slug)".encodedPath, flash: "saved")
    }
}

/// Who speaks for an employer, and what members say against adverts.
extension JobAPI {
    @Sendable package func listSpeakers(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<ListAnswer<SpeakerRecord>> {
        let found = try await jobs.speakers(of: try context.text("slug"), as: context.principal)
        return .ok(ListAnswer(items: found.map(SpeakerRecord.init), next: nil))
    }

    @Sendable package func addSpeaker(
        _ request: Request, context: ModeratorContext, draft: SpeakerDraft
    ) async throws -> Answer<SpeakerRecord> {
        .ok(
            SpeakerRecord(
                try await jobs.addSpeaker(
                    draft, named: try context.text("username"), to: try context.text("slug"), as: context.principal)))
    }

    @Sendable package func removeSpeaker(_ request: Request, context: ModeratorContext) async throws -> Answer<Nothing>
    {
        try await jobs.removeSpeaker(
            named: try context.text("username"), from: try context.text("slug"), as: context.principal)
        return .done
    }

    @Sendable package func report(
        _ request: Request, context: MemberContext, draft: JobReportDraft
    ) async throws -> Answer<Nothing> {
        try await jobs.report(draft, on: try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func listReported(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<ListAnswer<ReportedJobRecord>> {
        let found = try await jobs.reportedJobs(as: context.principal)
        return .ok(ListAnswer(items: found.map(ReportedJobRecord.init), next: nil))
    }
}

extension SpeakerDraft: APIDraft {
    package static let fieldNames: Set<String> = ["proof"]
    package static let samples = ["proof": "Wrote from the firm's own domain on 20 November 2026."]
}

extension JobReportDraft: APIDraft {
    package static let fieldNames: Set<String> = ["reason", "note"]
    package static let samples = ["reason": "scam", "note": "After the interview they asked for 40,000 rupees."]
}
