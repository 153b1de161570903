export { FakeJambonz, type FakeJambonzOptions } from './fake-jambonz.js';
