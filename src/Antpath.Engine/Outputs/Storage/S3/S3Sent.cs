namespace Antpath.Engine.Outputs.Storage.S3;

/// <param name="Object">Size and hash as counted on the way.</param>
/// <param name="EntityTag">What a store that keeps MD5 entity tags shows for these bytes.</param>
internal sealed record S3Sent(StoredObject Object, string EntityTag);
