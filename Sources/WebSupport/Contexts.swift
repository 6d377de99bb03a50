import Core
import Foundation
import Hummingbird
import NIOCore
import Texts

/// The context of a request by anybody. Stricter ones are made from it and throw: a handler that takes one cannot
/// be reached without the right to.
package struct VisitorContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    package var visit = Visit()
    /// The socket's other end; `nil` in tests without a socket.
    package let peer: String?
    /// Done when the connection is closed.
    package let closed: EventLoopFuture<Void>

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        closed = source.channel.closeFuture
        peer = source.channel.remoteAddress?.ipAddress
    }
}

/// The context of a request by a member who signed in.
package struct MemberContext: ChildRequestContext, PageContext {
    package var coreContext: CoreRequestContextStorage
    package var visit: Visit
    package let member: Principal.Member

    /// - Throws: `signInRequired`.
    package init(context: VisitorContext) throws {
        coreContext = context.coreContext
        visit = context.visit
        member = try context.visit.principal.requireMember()
    }
}

/// The context of a request by staff. For everyone else what staff sees is not there.
package struct ModeratorContext: ChildRequestContext, PageContext {
    package var coreContext: CoreRequestContextStorage
    package var visit: Visit

    /// - Throws: `notFound`.
    package init(context: VisitorContext) throws {
        guard context.visit.principal.isStaff else { throw Problem.notFound }
        coreContext = context.coreContext
        visit = context.visit
    }
}

/// A context that can answer with pages.
package protocol PageContext: RequestContext {
    var visit: Visit { get }
}

extension VisitorContext: PageContext {}

extension PageContext {
    package var principal: Principal { visit.principal }

    /// The id in the path at `:name`.
    /// - Throws: `notFound` when it is no id.
    package func id<Entity>(_ name: String, as: Entity.Type = Entity.self) throws -> Identifier<Entity> {
        guard let text = parameters.get(name), let id = Identifier<Entity>(text) else { throw Problem.notFound }
        return id
    }

    /// The text in the path at `:name`, decoded.
    package func text(_ name: String) throws -> String {
        guard let written = parameters.get(name) else { throw Problem.notFound }
        let isPlain = !written.utf8.contains(UInt8(ascii: "%"))
        guard let text = isPlain ? written : written.removingPercentEncoding, !text.utf8.contains(0) else {
            throw Problem.notFound
        }
        return text
    }
}
