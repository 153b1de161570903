import { Module } from '@nestjs/common';
import { MediaLinks } from './media-links.js';
import { MediaRequests } from './media-requests.js';
import { SnapshotChanges } from './snapshot-changes.js';

/** What those import who change what media processes know, or speak to one. */
@Module({
  providers: [SnapshotChanges, MediaLinks, MediaRequests],
  exports: [SnapshotChanges, MediaLinks, MediaRequests],
})
export class ControlCoreModule {}
