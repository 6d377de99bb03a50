import Core
import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore
import Texts

/// A page is a struct that names its template and answers for each name in it.
///
/// It never answers `nil` for a name of its own: absent text is `""`, an absent part is an empty list. A `nil`
/// would make the template look further out, and find another's value.
package protocol Page: MustacheParent, Sendable {
    static var template: String { get }
    /// The section of the header that the page belongs to.
    var section: Section? { get }
}

extension Page {
    package var section: Section? { nil }
}

/// The sections below the header.
package enum Section: String, CaseIterable, Sendable {
    case questions, visas, jobs, mentors, groups, categories, search, help

    var path: String {
        switch self {
        case .questions: "/threads"
        case .visas: "/visas"
        case .jobs: "/jobs"
        case .mentors: "/mentors"
        case .groups: "/groups"
        case .categories: "/categories"
        case .search: "/search"
        case .help: "/help"
        }
    }
}

/// Turns pages into responses.
package struct PageRenderer: Sendable {
    private let templates: Templates
    private let links: Links

    package init(templates: Templates, links: Links) {
        self.templates = templates
        self.links = links
    }

    /// The form shown again, with the status of what refused it; nothing refused a preview.
    package func response(_ page: some Page, _ visit: Visit, refusing problem: Problem?) -> Response {
        var response = response(page, visit, status: problem?.kind.status ?? .ok)
        if let retryAfter = problem?.retryAfter { response.headers[.retryAfter] = "\(retryAfter)" }
        return response
    }

    /// The page in its frame, for this visit.
    package func response(_ page: some Page, _ visit: Visit, status: HTTPResponse.Status = .ok) -> Response {
        let whole = FramedPage(page: page, frame: Frame(visit: visit, section: page.section, links: links))
        let body = ByteBuffer(bytes: templates.render(whole, template: type(of: page).template))
        var response = Response(status: status, body: .init(byteBuffer: body))
        response.headers[.contentType] = "text/html; charset=utf-8"
        response.headers[.contentLength] = "\(body.readableBytes)"
        response.headers[.contentLanguage] = visit.language.rawValue
        response.headers[.vary] = "Cookie, Accept-Language, Sec-Fetch-Site"
        response.headers[.cacheControl] = visit.formToken == nil ? "private, no-cache" : "private, no-store"
        // The service worker tells by it whether what this browser keeps is this reader's.
        if let member = visit.principal.member, let name = HTTPField.Name("Karwan-Viewer") {
            response.headers[name] = member.id.text
        }
        if visit.flash != nil { response.headers[values: .setCookie].append(PendingFlash.cleared) }
        if visit.formToken == nil, visit.flash == nil, status == .ok {
            let hash = SHA256.hash(data: body.readableBytesView)
            response.headers[.eTag] = "W/\"\(Base64URL.encode(hash).prefix(22))\""
        }
        return response
    }
}

/// A page with what stands around it; names of the frame come first.
private struct FramedPage: MustacheParent {
    let page: any Page
    let frame: Frame

    func child(named name: String) -> Any? { frame.child(named: name) ?? page.child(named: name) }
}

/// What every page has around it.
struct Frame: MustacheParent {
    let visit: Visit
    let section: Section?
    let links: Links

    private var member: Principal.Member? { visit.principal.member }

    func child(named name: String) -> Any? {
        switch name {
        case "t": Wording(phrases: visit.phrases)
        case "lang": visit.language.rawValue
        case "dir": visit.language.direction
        case "theme": visit.theme
        case "cssPath": links.asset("app.css")
        case "iconPath": links.asset("favicon.svg")
        case "appPath": links.app
        case "viewerID": member?.id.text ?? ""
        case "here": visit.here
        case "signedIn": member != nil
        case "viewerName": member?.displayName ?? ""
        case "viewerPath": member.map { Links.member($0.username) } ?? ""
        case "isStaff": member != nil && visit.principal.isStaff
        case "cannotWrites":
            member.flatMap { $0.isSuspended ? "suspended_bar" : $0.isSilenced ? "silenced_bar" : nil }
                .map { [visit.phrases.text($0)] } ?? []
        case "noticeCounts": visit.notices == 0 ? [] : [visit.notices < 100 ? "\(visit.notices)" : "99+"]
        case "needsVerification": member.map { !$0.isVerified } ?? false
        case "flashes": visit.flash.map { [visit.phrases.text("flash_\($0)")] } ?? []
        case "formTokens": visit.formToken.map { [$0] } ?? []
        case "sections":
            Section.allCases.map { SectionLink(section: $0, isCurrent: $0 == section, phrases: visit.phrases) }
        case "otherLanguages": Language.allCases.filter { $0 != visit.language }.map(LanguageLink.init)
        default: nil
        }
    }
}

/// `{{t.some_key}}`: the phrase in the reader's language.
private struct Wording: MustacheParent {
    let phrases: Phrasebook
    func child(named name: String) -> Any? { phrases.phrase(name) ?? name }
}

private struct SectionLink: MustacheParent {
    let section: Section
    let isCurrent: Bool
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "sectionPath": section.path
        case "sectionLabel": phrases.text("section_\(section.rawValue)")
        case "isCurrent": isCurrent
        default: nil
        }
    }
}

private struct LanguageLink: MustacheParent {
    let language: Language

    func child(named name: String) -> Any? {
        switch name {
        case "code": language.rawValue
        case "languageName": language.ownName
        default: nil
        }
    }
}
