import Core
import HTTPTypes
import Texts

/// What every page needs to know about the request it answers.
package struct Visit: Sendable {
    package var principal: Principal = .visitor
    package var language: Language = .english
    /// `auto`, `light` or `dark`.
    package var theme = "auto"
    /// Path and query of the page, for coming back to it.
    package var here = "/"
    /// The token to put into forms: none for browsers that say where a request comes from.
    package var formToken: String?
    /// Code of the message that the last action left.
    package var flash: String?
    /// Notices that wait, at most 100.
    package var notices = 0
    package var requestID = ""
    /// The address of the client, as far as proxies are believed.
    package var remoteAddress = ""
    package var now = Timestamp(milliseconds: 0)

    package init() {}

    package var phrases: Phrasebook { .of(language) }
    package var timeZone: String { principal.member?.timeZone ?? "Asia/Karachi" }
}
