import Core
import Hummingbird
import Mustache
import Notices
import WebSupport

/// Devices that are told of notices though no page is open. All but adding one works without scripts.
package struct PushPages: Sendable {
    private let notices: NoticeService
    private let pages: PageRenderer

    package init(notices: NoticeService, pages: PageRenderer) {
        self.notices = notices
        self.pages = pages
    }

    @Sendable package func page(_ request: Request, context: MemberContext) async throws -> Response {
        try await show(context)
    }

    private func show(_ context: MemberContext, refusing problem: Problem? = nil) async throws -> Response {
        let page = PushPage(
            settings: try await notices.settings(as: context.principal),
            devices: try await notices.pushDevices(as: context.principal), key: notices.pushKey, problem: problem,
            visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitChoice(_ request: Request, context: MemberContext) async throws -> Response {
        let chosen = Set(try await request.form().all("kinds"))
        var choice = PushChoice()
        choice.answers = chosen.contains("pushAnswers")
        choice.watched = chosen.contains("pushWatched")
        choice.mentoring = chosen.contains("pushMentoring")
        choice.other = chosen.contains("pushOther")
        choice.details = chosen.contains("pushDetails")
        try await notices.choosePush(choice, as: context.principal)
        return .seeOther("/settings/push", flash: "saved")
    }

    @Sendable package func submitDevice(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let draft = PushSubscriptionDraft(endpoint: form["endpoint"], p256dh: form["p256dh"], auth: form["auth"])
        do {
            _ = try await notices.addPushDevice(draft.named(by: request), as: context.principal)
            return .seeOther("/settings/push", flash: "push_added")
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(context, refusing: problem)
        }
    }

    @Sendable package func submitRemoval(_ request: Request, context: MemberContext) async throws -> Response {
        try await notices.removePushDevice(try context.id("id"), as: context.principal)
        return .seeOther("/settings/push", flash: "push_removed")
    }
}

/// The member's devices, and of what they are told.
struct PushPage: Page {
    static let template = "notice_push"
    let settings: NoticeSettings
    let devices: [PushDevice]
    let key: String
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, visit.phrases)
        case "pushKey": key
        case "isEmpty": devices.isEmpty
        case "devices": devices.map { PushDeviceRow(device: $0, visit: visit) }
        case "kinds":
            [
                box("pushAnswers", settings.pushAnswers ?? true), box("pushWatched", settings.pushWatched ?? true),
                box("pushMentoring", settings.pushMentoring ?? true), box("pushOther", settings.pushOther ?? true),
            ]
        case "details": [box("pushDetails", settings.pushDetails ?? false)]
        default: nil
        }
    }

    private func box(_ kind: String, _ isOn: Bool) -> KindBox {
        KindBox(kind: kind, isOn: isOn, label: visit.phrases.text("notices_of_\(kind)"))
    }
}

private struct PushDeviceRow: MustacheParent {
    let device: PushDevice
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "deviceName":
            UserAgent.name(device.device)
                ?? (device.device.isEmpty ? visit.phrases.text("browser_unknown") : String(device.device.prefix(60)))
        case "isPresent": device.isPresent
        case "begun": Moment(device.createdAt, visit)
        case "sent": device.sentAt.map { [Moment($0, visit)] } ?? []
        case "removePath": "/settings/push/devices/\(device.id)/remove"
        default: nil
        }
    }
}
