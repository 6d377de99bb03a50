import Core
import Hummingbird
import Moderation
import Mustache
import WebSupport

/// Where a link leads that a member wrote. It never leads there by itself: nobody can make it send people anywhere.
extension ModerationPages {
    @Sendable package func outsidePage(_ request: Request, context: VisitorContext) async throws -> Response {
        let link = try await moderation.outsideLink(request.query("to") ?? "")
        return pages.response(OutsideLinkPage(link: link, visit: context.visit), context.visit)
    }
}

extension ModerationAPI {
    @Sendable package func showOutsideLink(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<OutsideLink> {
        .ok(try await moderation.outsideLink(request.query("to") ?? ""))
    }
}

struct OutsideLinkPage: Page {
    static let template = "moderation_out"
    let link: OutsideLink
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "outHost": link.host
        case "outAddress": link.address
        case "outStanding": visit.phrases.text("out_\(link.standing.rawValue)")
        case "isDeceptive": link.standing == .deceptive
        case "warningTexts":
            [(link.hasDecoy, "out_decoy"), (link.hasOddLetters, "out_letters")].filter(\.0).map {
                visit.phrases.text($0.1, ["host": link.host])
            }
        case "outGo": visit.phrases.text("out_go", ["host": link.host])
        default: nil
        }
    }
}
