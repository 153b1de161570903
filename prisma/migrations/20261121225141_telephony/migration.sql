-- AlterTable
ALTER TABLE "Call" ADD COLUMN     "q850" INTEGER,
ADD COLUMN     "sipStatus" INTEGER,
ADD COLUMN     "sound" JSONB;

-- CreateTable
CREATE TABLE "CallSignalling" (
    "callId" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "entries" JSON NOT NULL,
    "droppedCount" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CallSignalling_pkey" PRIMARY KEY ("callId")
);

-- CreateTable
CREATE TABLE "Trunk" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "authUsername" TEXT,
    "authPassword" BYTEA,
    "inboundUsername" TEXT,
    "inboundPassword" BYTEA,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Trunk_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PhoneNumber" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "pattern" TEXT NOT NULL,
    "trunkId" TEXT,
    "place" TEXT NOT NULL,
    "endpointId" TEXT,
    "fallback" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PhoneNumber_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SipUser" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "displayName" TEXT NOT NULL,
    "realm" TEXT NOT NULL,
    "hashes" BYTEA NOT NULL,
    "callerId" TEXT,
    "mayDialOut" BOOLEAN NOT NULL DEFAULT false,
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SipUser_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DialPolicy" (
    "workspaceId" TEXT NOT NULL,
    "policy" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "DialPolicy_pkey" PRIMARY KEY ("workspaceId")
);

-- CreateTable
CREATE TABLE "PlacedCall" (
    "workspaceId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "requestHash" TEXT NOT NULL,
    "callId" TEXT NOT NULL,
    "isPlaced" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PlacedCall_pkey" PRIMARY KEY ("workspaceId","key")
);

-- CreateIndex
CREATE INDEX "CallSignalling_workspaceId_idx" ON "CallSignalling"("workspaceId");

-- CreateIndex
CREATE INDEX "Trunk_workspaceId_createdAt_id_idx" ON "Trunk"("workspaceId", "createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Trunk_workspaceId_name_key" ON "Trunk"("workspaceId", "name");

-- CreateIndex
CREATE INDEX "PhoneNumber_trunkId_idx" ON "PhoneNumber"("trunkId");

-- CreateIndex
CREATE INDEX "PhoneNumber_endpointId_idx" ON "PhoneNumber"("endpointId");

-- CreateIndex
CREATE UNIQUE INDEX "PhoneNumber_workspaceId_place_key" ON "PhoneNumber"("workspaceId", "place");

-- CreateIndex
CREATE UNIQUE INDEX "SipUser_username_key" ON "SipUser"("username");

-- CreateIndex
CREATE INDEX "SipUser_workspaceId_createdAt_id_idx" ON "SipUser"("workspaceId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "PlacedCall_createdAt_idx" ON "PlacedCall"("createdAt");

-- CreateIndex
CREATE INDEX "Call_parentCallId_idx" ON "Call"("parentCallId");

-- AddForeignKey
ALTER TABLE "CallSignalling" ADD CONSTRAINT "CallSignalling_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CallSignalling" ADD CONSTRAINT "CallSignalling_callId_fkey" FOREIGN KEY ("callId") REFERENCES "Call"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Trunk" ADD CONSTRAINT "Trunk_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PhoneNumber" ADD CONSTRAINT "PhoneNumber_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PhoneNumber" ADD CONSTRAINT "PhoneNumber_trunkId_fkey" FOREIGN KEY ("trunkId") REFERENCES "Trunk"("id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PhoneNumber" ADD CONSTRAINT "PhoneNumber_endpointId_fkey" FOREIGN KEY ("endpointId") REFERENCES "Endpoint"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SipUser" ADD CONSTRAINT "SipUser_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DialPolicy" ADD CONSTRAINT "DialPolicy_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PlacedCall" ADD CONSTRAINT "PlacedCall_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
