import Dispatch

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The machine's processors, and threads of low priority.
package enum Workers {
    /// The number of processors that are online.
    package static let cores = max(1, Int(sysconf(CInt(_SC_NPROCESSORS_ONLN))))

    /// Runs `body` on a thread of its own that gives way to all others.
    static func startInBackground(_ body: @escaping @Sendable () -> Void) {
        let box = unsafe Unmanaged.passRetained(Body(body)).toOpaque()
        #if canImport(Darwin)
        var thread: pthread_t?
        let code = unsafe pthread_create(
            &thread, nil,
            { argument in
                pthread_set_qos_class_self_np(QOS_CLASS_BACKGROUND, 0)
                unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, box)
        if code == 0, let thread = unsafe thread { unsafe pthread_detach(thread) }
        #else
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { argument in
                // On Linux the nice value belongs to the thread.
                _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 15)
                if let argument = unsafe argument {
                    unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            }, box)
        if code == 0 { pthread_detach(thread) }
        #endif
        guard code != 0 else { return }
        let refused = unsafe Unmanaged<Body>.fromOpaque(box).takeRetainedValue()
        DispatchQueue.global(qos: .background).async { refused.run() }
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }
}
