import Core
import Hummingbird

extension Response {
    /// Sends the browser to a page of ours (303), with a message to show there.
    /// - Parameters:
    ///   - path: relative, beginning with one slash; anything else becomes the home page.
    ///   - flash: code of a text `flash_<code>`.
    package static func seeOther(_ path: String, flash: String? = nil) -> Response {
        var response = Response(status: .seeOther, headers: [.location: RelativePath.checked(path)])
        response.headers[.cacheControl] = "no-store"
        if let flash {
            response.headers[values: .setCookie].append(
                "\(PendingFlash.cookie)=\(flash); Path=/; Max-Age=60; HttpOnly; SameSite=Lax")
        }
        return response
    }
}

/// The message that an action leaves for the page after it: a code in a cookie of one minute.
package enum PendingFlash {
    static let cookie = "karwan_flash"
    static let cleared = "\(cookie)=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"

    package static func code(in request: Request) -> String? {
        guard let value = request.cookies[cookie]?.value, value.count <= 40,
            value.allSatisfy({ $0.isASCII && ($0.isLowercase || $0 == "_") })
        else { return nil }
        return value
    }
}

/// Paths that people may be sent to.
package enum RelativePath {
    /// `path` if it stays on this site, else the home page: never another host, never a header of its own.
    package static func checked(_ path: String) -> String {
        let isSafe =
            path.hasPrefix("/") && !path.hasPrefix("//") && !path.hasPrefix("/\\") && path.utf8.count <= 2000
            && path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }
        return isSafe ? path : "/"
    }
}
