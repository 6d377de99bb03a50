import Core
import HTTPTypes
import Texts

/// What every page needs to know about the request it answers. Every part of a page has it at hand: to copy it costs no
/// more than to count one reference.
package struct Visit: Sendable {
    private struct Fields {
        var principal: Principal = .visitor
        var language: Language = .english
        var theme = "auto"
        var here = "/"
        var site = SiteAddress("")
        var formToken: String? = nil
        var flash: String? = nil
        var notices = 0
        var requestID = ""
        var remoteAddress = ""
        var now: Timestamp = Timestamp(milliseconds: 0)
    }

    /// Sendable because what is shared never changes: the one way to write, `fields`, asks first whether nobody else holds
    /// the object, and copies it otherwise.
    private final class Storage: @unchecked Sendable {
        var fields: Fields

        init(_ fields: Fields) { self.fields = fields }
    }

    private var storage = Storage(Fields())

    package init() {}

    private var fields: Fields {
        _read { yield storage.fields }
        _modify {
            if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.fields) }
            yield &storage.fields
        }
    }

    package var principal: Principal {
        get { fields.principal }
        set { fields.principal = newValue }
    }
    package var language: Language {
        get { fields.language }
        set { fields.language = newValue }
    }
    /// `auto`, `light` or `dark`.
    package var theme: String {
        get { fields.theme }
        set { fields.theme = newValue }
    }
    /// Path and query of the page, for coming back to it.
    package var here: String {
        get { fields.here }
        set { fields.here = newValue }
    }
    /// Where the site is reached.
    package var site: SiteAddress {
        get { fields.site }
        set { fields.site = newValue }
    }
    /// The token to put into forms: none for browsers that say where a request comes from.
    package var formToken: String? {
        get { fields.formToken }
        set { fields.formToken = newValue }
    }
    /// Code of the message that the last action left.
    package var flash: String? {
        get { fields.flash }
        set { fields.flash = newValue }
    }
    /// Notices that wait, at most 100.
    package var notices: Int {
        get { fields.notices }
        set { fields.notices = newValue }
    }
    package var requestID: String {
        get { fields.requestID }
        set { fields.requestID = newValue }
    }
    /// The address of the client, as far as proxies are believed.
    package var remoteAddress: String {
        get { fields.remoteAddress }
        set { fields.remoteAddress = newValue }
    }
    package var now: Timestamp {
        get { fields.now }
        set { fields.now = newValue }
    }

    package var phrases: Phrasebook { .of(language) }
    package var timeZone: String { principal.member?.timeZone ?? "Asia/Karachi" }
}
