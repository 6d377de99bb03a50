import Core
import Hummingbird
import Mentoring
import WebSupport

/// How mentoring serves those who look for somebody: for staff, and what everybody may know.
extension MentoringPages {
    @Sendable package func figuresPage(_ request: Request, context: ModeratorContext) async throws -> Response {
        let found = try await mentoring.figures(as: context.principal)
        return pages.response(MentoringFiguresPage(found: found, visit: context.visit), context.visit)
    }

    @Sendable package func publicFiguresPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let found = try await mentoring.publicFigures()
        return pages.response(PublicMentoringPage(found: found, visit: context.visit), context.visit)
    }
}

extension MentoringAPI {
    @Sendable package func showFigures(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<MentoringFiguresRecord> {
        .ok(try await mentoring.figures(as: context.principal))
    }

    @Sendable package func showPublicFigures(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<PublicMentoringRecord> {
        .ok(try await mentoring.publicFigures())
    }
}
