import Accounts
import Core
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore
import Storage
import WebSupport

/// Taking one's data along, leaving, and whom one does not want to meet.
extension AccountPages {
    @Sendable package func dataPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await data(context)
    }

    @Sendable package func submitExport(_ request: Request, context: MemberContext) async throws -> Response {
        do {
            let password = try await request.form()["exportPassword"] ?? ""
            try await sessions.confirm(password: password, as: context.principal)
        } catch var problem as Problem where problem.belongsToForm {
            // The page has a second form with a password: each says what is wrong with its own.
            problem.fields = problem.fields.map { FieldProblem("exportPassword", $0.code, $0.arguments) }
            return try await data(context, exportProblem: problem)
        }
        var response = Response(
            status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: try await leaving.export(as: context.principal))))
        response.headers[.contentType] = "application/json; charset=utf-8"
        response.headers[.contentDisposition] = "attachment; filename=\"karwan-export.json\""
        response.headers[.cacheControl] = "no-store"
        return response
    }

    @Sendable package func submitLeaving(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            let posts = try LeavingDraft(password: form["password"], posts: form["posts"]).validated()
            try await sessions.confirm(password: form["password"] ?? "", as: context.principal)
            _ = try await leaving.requestDeletion(posts, as: context.principal)
        } catch let problem as Problem where problem.belongsToForm {
            return try await data(context, form: form, problem: problem)
        }
        var response = Response.seeOther("/", flash: "leaving")
        response.headers[values: .setCookie].append(site.cookie(site.sessionCookie, "", maxAge: 0))
        return response
    }

    @Sendable package func submitStaying(_ request: Request, context: MemberContext) async throws -> Response {
        try await leaving.cancelDeletion(as: context.principal)
        return .seeOther("/settings/data", flash: "staying")
    }

    private func data(
        _ context: MemberContext, form: Form? = nil, problem: Problem? = nil, exportProblem: Problem? = nil
    ) async throws -> Response {
        let page = DataPage(
            deletion: try await leaving.deletion(as: context.principal), form: form, problem: problem,
            exportProblem: exportProblem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem ?? exportProblem)
    }

    // MARK: Blocks

    @Sendable package func blocksPage(_ request: Request, context: MemberContext) async throws -> Response {
        let blocks = try await accounts.blocks(as: context.principal)
        return pages.response(BlocksPage(blocks: blocks, visit: context.visit), context.visit)
    }

    @Sendable package func submitBlock(_ request: Request, context: MemberContext) async throws -> Response {
        let isOn = try await request.form()["block"] != "off"
        let member = try await accounts.member(try context.text("username"), as: context.principal)
        try await accounts.setBlock(isOn, on: member.id, as: context.principal)
        return .seeOther("/settings/blocks", flash: isOn ? "blocked" : "unblocked")
    }
}

struct DataPage: Page {
    static let template = "account_data"
    let deletion: LeavingService.Deletion?
    let form: Form?
    let problem: Problem?
    let exportProblem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "ownUsername": visit.principal.member?.username ?? ""
        case "dueDates": deletion.map { [Moment($0.dueAt, visit)] } ?? []
        case "password": passwordField("password", key: "password_again", isNew: false, problem, visit)
        case "exportPassword":
            passwordField("exportPassword", key: "password_again", isNew: false, exportProblem, visit)
        case "leavingRefused": problem != nil
        case "exportRefused": exportProblem != nil
        case "posts":
            Field("posts", value: "", problem: problem, phrases: visit.phrases).with { field in
                let chosen = form?["posts"] ?? PostsAfterwards.anonymise.rawValue
                field.options = PostsAfterwards.allCases.map {
                    Field.Option(
                        $0.rawValue, visit.phrases.text("posts_\($0.rawValue)"), isSelected: $0.rawValue == chosen)
                }
            }
        case "settingsTabs": SettingsTab.all(current: "data", visit.phrases)
        case "problems": FormProblem.all(problem ?? exportProblem, visit.phrases)
        case "hasProblems": problem != nil || exportProblem != nil
        default: nil
        }
    }
}

struct BlocksPage: Page {
    static let template = "account_blocks"
    let blocks: [BlockedMember]
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "blocks": blocks.map { BlockRow(block: $0, visit: visit) }
        case "isEmpty": blocks.isEmpty
        case "settingsTabs": SettingsTab.all(current: "blocks", visit.phrases)
        default: nil
        }
    }
}

private struct BlockRow: MustacheParent {
    let block: BlockedMember
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "personName": block.displayName
        case "personPath": Links.member(block.username)
        case "blockedAt": Moment(block.blockedAt, visit)
        case "blockPath": "\(Links.member(block.username))/block"
        default: nil
        }
    }
}
