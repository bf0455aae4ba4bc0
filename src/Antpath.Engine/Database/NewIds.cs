using Antpath.Ids;

namespace Antpath.Engine.Database;

/// <summary>New ids: UUIDv7, so that rows made together lie together.</summary>
public static class NewIds
{
    extension(TimeProvider time)
    {
        /// <summary>A new id of one kind.</summary>
        /// <typeparam name="T">The kind.</typeparam>
        public T NewId<T>()
            where T : struct, IPrefixedId<T> => T.From(time.NewUuid());

        /// <summary>A new UUIDv7 for rows whose id has no type of its own.</summary>
        public Guid NewUuid() => Guid.CreateVersion7(time.GetUtcNow());
    }
}
